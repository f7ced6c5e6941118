locals {
  input   = coalesce(var.input, "gs://${google_storage_bucket.reports.name}/${var.dataset}/**")
  staging = "gs://${google_storage_bucket.staging.name}"
  outputs = [
    "gs://${google_storage_bucket.releases.name}",
    "bq://${var.project}.${google_bigquery_dataset.public.dataset_id}",
  ]
  opt_out_folder = "/etc/isobar"
}

resource "google_artifact_registry_repository" "images" {
  project       = var.project
  location      = var.region
  repository_id = var.name
  description   = "Images of isobar."
  format        = "DOCKER"
  labels        = local.labels
}

# The secret that rounds counts. Its version is added by hand, so that its text is in no state of Terraform.
# Who loses it must begin the series of releases anew.
resource "google_secret_manager_secret" "rounding" {
  project   = var.project
  secret_id = "${var.name}-${var.dataset}-rounding"
  labels    = local.labels
  replication {
    auto {}
  }
  lifecycle {
    prevent_destroy = true
  }
}

# Ids of sites that asked to be left out, one a line.
resource "google_secret_manager_secret" "opt_out" {
  count     = var.opt_out ? 1 : 0
  project   = var.project
  secret_id = "${var.name}-opt-out"
  labels    = local.labels
  replication {
    auto {}
  }
}

resource "google_cloud_run_v2_job" "weekly" {
  project             = var.project
  location            = var.region
  name                = "${var.name}-${var.dataset}"
  labels              = local.labels
  deletion_protection = false # it keeps nothing

  template {
    task_count  = 1
    parallelism = 1
    template {
      service_account = google_service_account.job.email
      timeout         = "${var.timeout_minutes * 60}s"
      # One more try, for a service that did not answer. After a kill it finds the lock of the first, which
      # counts for 15 minutes, and a refusal is refused again; neither does harm.
      max_retries = 1

      containers {
        image = var.image
        args = concat([
          "run",
          "--dataset=/queries/${var.dataset}",
          "--input=${local.input}",
          ], [for output in local.outputs : "--output=${output}"], [
          "--staging=${local.staging}",
          "--journal=gs://${google_storage_bucket.journal.name}",
          "--secret=gcpsm://projects/${var.project}/secrets/${google_secret_manager_secret.rounding.secret_id}",
          "--json",
          ], var.opt_out ? ["--opt-out=${local.opt_out_folder}/opt-out"] : [],
          var.first_seen ? ["--first-seen=gs://${google_storage_bucket.journal.name}/first-seen-${var.dataset}"] : [],
        local.engine)
        resources {
          limits = {
            cpu    = tostring(var.cpu)
            memory = "${var.memory_gib}Gi"
          }
        }
        dynamic "volume_mounts" {
          for_each = google_secret_manager_secret.opt_out
          content {
            name       = "opt-out"
            mount_path = local.opt_out_folder
          }
        }
      }
      dynamic "volumes" {
        for_each = google_secret_manager_secret.opt_out
        content {
          name = "opt-out"
          secret {
            secret = volumes.value.secret_id
            items {
              version = "latest"
              path    = "opt-out"
            }
          }
        }
      }
    }
  }

  depends_on = [
    google_project_iam_member.job_runs_queries,
    google_project_iam_member.job_starts_dataflow,
    google_secret_manager_secret_iam_member.job_reads_secret,
    google_secret_manager_secret_iam_member.job_reads_opt_out,
    google_storage_bucket_iam_member.job,
  ]
}

resource "google_cloud_scheduler_job" "weekly" {
  project          = var.project
  region           = var.region
  name             = "${var.name}-${var.dataset}"
  description      = "Publishes the week that has ended."
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "180s"

  # Of the request to start. A second start while the first one runs finds its lock and ends.
  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
  }
  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/projects/${var.project}/locations/${var.region}/jobs/${google_cloud_run_v2_job.weekly.name}:run"
    oauth_token {
      service_account_email = google_service_account.scheduler.email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }
}
