# What runs, when, and who is told. The provider is a mock: these tests need no account, and Terraform 1.11.
mock_provider "google" {
  override_during = plan
}

variables {
  project               = "example-project"
  region                = "europe-west1"
  location              = "EU"
  dataset               = "dropsonde"
  image                 = "europe-west1-docker.pkg.dev/example-project/isobar/isobar@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  notification_channels = ["projects/example-project/notificationChannels/1"]
}

run "command_line" {
  command = plan
  assert {
    condition = google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].args == tolist([
      "run",
      "--dataset=/queries/dropsonde",
      "--input=gs://example-project-isobar-reports/dropsonde/**",
      "--output=gs://example-project-isobar-releases",
      "--output=bq://example-project.isobar",
      "--staging=gs://example-project-isobar-staging",
      "--journal=gs://example-project-isobar-journal",
      "--secret=gcpsm://projects/example-project/secrets/isobar-dropsonde-rounding",
      "--json",
    ])
    error_message = "The job has another command line."
  }
  assert {
    condition     = google_cloud_run_v2_job.weekly.template[0].template[0].max_retries == 1 && google_cloud_run_v2_job.weekly.template[0].template[0].timeout == "10800s" && google_cloud_run_v2_job.weekly.template[0].task_count == 1
    error_message = "The job is tried otherwise."
  }
  assert {
    condition     = length(google_secret_manager_secret.opt_out) == 0 && length(google_cloud_run_v2_job.weekly.template[0].template[0].volumes) == 0
    error_message = "Nobody asked for a list of sites that are left out."
  }
}

run "another_input_and_opt_out" {
  command = plan
  variables {
    name       = "weekly-data"
    input      = "bq://other-project.telemetry.reports"
    opt_out    = true
    first_seen = true
  }
  assert {
    condition     = contains(google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].args, "--first-seen=gs://example-project-weekly-data-journal/first-seen-dropsonde")
    error_message = "Nothing keeps when sites were first seen."
  }
  assert {
    condition     = contains(google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].args, "--input=bq://other-project.telemetry.reports")
    error_message = "The given input is not used."
  }
  assert {
    condition     = contains(google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].args, "--opt-out=/etc/isobar/opt-out") && google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].volume_mounts[0].mount_path == "/etc/isobar" && google_cloud_run_v2_job.weekly.template[0].template[0].volumes[0].secret[0].items[0].path == "opt-out"
    error_message = "The list of sites that are left out is not where the command line says."
  }
  assert {
    condition     = google_bigquery_dataset.public.dataset_id == "weekly_data" && google_bigquery_dataset.private.dataset_id == "weekly_data_private"
    error_message = "The datasets have other names."
  }
}

run "every_monday" {
  command = plan
  assert {
    condition     = google_cloud_scheduler_job.weekly.schedule == "0 6 * * 1" && google_cloud_scheduler_job.weekly.time_zone == "Etc/UTC"
    error_message = "The job starts at another time."
  }
  assert {
    condition     = google_cloud_scheduler_job.weekly.http_target[0].uri == "https://run.googleapis.com/v2/projects/example-project/locations/europe-west1/jobs/isobar-dropsonde:run"
    error_message = "The schedule starts another job."
  }
}

run "someone_is_told" {
  command = plan
  assert {
    condition     = alltrue([for p in [google_monitoring_alert_policy.failed, google_monitoring_alert_policy.refused, google_monitoring_alert_policy.absent] : p.notification_channels == tolist(["projects/example-project/notificationChannels/1"])])
    error_message = "An alert has no channel."
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.failed.conditions[0].condition_matched_log[0].filter, "jsonPayload.exit_status=1") && !strcontains(google_monitoring_alert_policy.failed.conditions[0].condition_matched_log[0].filter, "exit_status=3")
    error_message = "A failure is found otherwise."
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.refused.conditions[0].condition_matched_log[0].filter, "jsonPayload.exit_status=3")
    error_message = "A refusal is found otherwise."
  }
  assert {
    condition     = google_monitoring_alert_policy.absent.conditions[0].condition_prometheus_query_language[0].query == "(sum(increase(logging_googleapis_com:user_isobar_dropsonde_published{monitored_resource=\"cloud_run_job\"}[8d])) or vector(0)) < 0.5"
    error_message = "The absence of a release is found otherwise."
  }
  assert {
    condition     = strcontains(google_logging_metric.published.filter, "jsonPayload.published=true") && google_logging_metric.published.name == "isobar_dropsonde_published"
    error_message = "Releases are counted otherwise."
  }
}
