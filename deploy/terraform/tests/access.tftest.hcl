# Who may do what. The provider is a mock: these tests need no account, and Terraform 1.11.
mock_provider "google" {
  override_during = plan
}

override_resource {
  target          = google_service_account.job
  override_during = plan
  values          = { email = "job@example.iam.gserviceaccount.com" }
}
override_resource {
  target          = google_service_account.scheduler
  override_during = plan
  values          = { email = "scheduler@example.iam.gserviceaccount.com" }
}

variables {
  project               = "example-project"
  region                = "europe-west1"
  location              = "EU"
  dataset               = "dropsonde"
  image                 = "europe-west1-docker.pkg.dev/example-project/isobar/isobar@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  notification_channels = ["projects/example-project/notificationChannels/1"]
}

run "reports_are_private" {
  command = plan
  variables {
    reporters = ["sender@example.iam.gserviceaccount.com"]
  }
  assert {
    condition = [for a in google_bigquery_dataset.private.access : "${a.role} ${coalesce(a.user_by_email, a.special_group)}"] == [
      "OWNER projectOwners",
      "READER job@example.iam.gserviceaccount.com",
      "WRITER sender@example.iam.gserviceaccount.com",
    ]
    error_message = "The list of the private dataset is another one."
  }
  assert {
    condition     = alltrue([for b in [google_storage_bucket.reports, google_storage_bucket.staging, google_storage_bucket.journal] : b.public_access_prevention == "enforced" && b.uniform_bucket_level_access])
    error_message = "A private bucket can be made public."
  }
  assert {
    condition     = [for m in google_storage_bucket_iam_member.reporters : "${m.bucket} ${m.role}"] == ["example-project-isobar-reports roles/storage.objectCreator"]
    error_message = "Those who deliver reports may do more than deliver."
  }
}

run "copies_of_reports_vanish" {
  command = plan
  assert {
    condition     = google_storage_bucket.staging.lifecycle_rule[0].condition[0].age == 1 && google_storage_bucket.staging.lifecycle_rule[0].action[0].type == "Delete"
    error_message = "Nothing deletes old copies of reports."
  }
  assert {
    condition     = google_storage_bucket.staging.soft_delete_policy[0].retention_duration_seconds == 0
    error_message = "Deleted copies of reports can be brought back."
  }
  assert {
    condition     = length(google_storage_bucket.reports.lifecycle_rule) == 0 && length(google_storage_bucket.journal.lifecycle_rule) == 0 && length(google_storage_bucket.releases.lifecycle_rule) == 0
    error_message = "A rule deletes reports, releases or the journal."
  }
}

run "least_privilege" {
  command = plan
  assert {
    condition     = google_project_iam_member.job_runs_queries.role == "roles/bigquery.jobUser"
    error_message = "The job has another role in the whole project."
  }
  assert {
    condition = sort([for m in google_storage_bucket_iam_member.job : "${m.bucket} ${m.role} ${m.member}"]) == sort([
      "example-project-isobar-reports roles/storage.objectViewer serviceAccount:job@example.iam.gserviceaccount.com",
      "example-project-isobar-staging roles/storage.objectUser serviceAccount:job@example.iam.gserviceaccount.com",
      "example-project-isobar-staging roles/storage.legacyBucketReader serviceAccount:job@example.iam.gserviceaccount.com",
      "example-project-isobar-journal roles/storage.objectUser serviceAccount:job@example.iam.gserviceaccount.com",
      "example-project-isobar-releases roles/storage.objectUser serviceAccount:job@example.iam.gserviceaccount.com",
      "example-project-isobar-releases roles/storage.legacyBucketReader serviceAccount:job@example.iam.gserviceaccount.com",
    ])
    error_message = "The job's rights in buckets are others."
  }
  assert {
    condition     = google_secret_manager_secret_iam_member.job_reads_secret.role == "roles/secretmanager.secretAccessor" && google_secret_manager_secret_iam_member.job_reads_secret.secret_id == "isobar-dropsonde-rounding"
    error_message = "The job may not read its secret, or more."
  }
  assert {
    condition     = google_cloud_run_v2_job_iam_member.scheduler_starts_job.role == "roles/run.invoker" && google_cloud_run_v2_job_iam_member.scheduler_starts_job.name == "isobar-dropsonde" && google_cloud_run_v2_job_iam_member.scheduler_starts_job.member == "serviceAccount:scheduler@example.iam.gserviceaccount.com"
    error_message = "The scheduler's right is another one."
  }
}

run "everybody_reads_releases" {
  command = plan
  assert {
    condition = [for a in google_bigquery_dataset.public.access : "${a.role} ${coalesce(a.user_by_email, a.special_group)}"] == [
      "OWNER projectOwners",
      "WRITER job@example.iam.gserviceaccount.com",
      "READER allAuthenticatedUsers",
    ]
    error_message = "The list of the public dataset is another one."
  }
  assert {
    condition     = [for m in google_storage_bucket_iam_member.readers : "${m.bucket} ${m.role} ${m.member}"] == ["example-project-isobar-releases roles/storage.objectViewer allAuthenticatedUsers"]
    error_message = "The readers of the bucket of releases are others."
  }
}

run "chosen_readers" {
  command = plan
  variables {
    readers = ["allUsers", "group:data@example.org", "domain:example.org", "serviceAccount:site@example.iam.gserviceaccount.com"]
  }
  assert {
    condition = toset([for a in google_bigquery_dataset.public.access : join(" ", compact([a.iam_member, a.group_by_email, a.domain, a.user_by_email])) if a.role == "READER"]) == toset([
      "allUsers", "data@example.org", "example.org", "site@example.iam.gserviceaccount.com",
    ])
    error_message = "The readers of the public dataset are others."
  }
  assert {
    condition     = length(google_storage_bucket_iam_member.readers) == 4
    error_message = "The readers of the bucket of releases are others."
  }
}

run "dataflow" {
  command = plan
  variables {
    dataflow = { max_workers = 5 }
  }
  assert {
    condition = sort([for m in google_storage_bucket_iam_member.worker : "${m.bucket} ${m.role}"]) == sort([
      "example-project-isobar-reports roles/storage.objectViewer",
      "example-project-isobar-staging roles/storage.objectUser",
    ])
    error_message = "The machines' rights in buckets are others."
  }
  assert {
    condition     = google_project_iam_member.worker_works[0].role == "roles/dataflow.worker" && google_project_iam_member.job_starts_dataflow[0].role == "roles/dataflow.developer" && google_service_account_iam_member.job_uses_worker[0].role == "roles/iam.serviceAccountUser"
    error_message = "The rights on Dataflow are others."
  }
  assert {
    condition     = contains(google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].args, "--runner=dataflow") && contains(google_cloud_run_v2_job.weekly.template[0].template[0].containers[0].args, "--engine=max_num_workers=5")
    error_message = "The command line does not ask for Dataflow."
  }
}
