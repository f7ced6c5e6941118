# Two accounts, and all that they may do. None has a key.
resource "google_service_account" "job" {
  project      = var.project
  account_id   = "${var.name}-job"
  display_name = "isobar: reads reports, publishes releases"
}

resource "google_service_account" "scheduler" {
  project      = var.project
  account_id   = "${var.name}-scheduler"
  display_name = "isobar: starts the job"
}

# To start jobs of BigQuery is a right that only a project can give. It reads no table.
resource "google_project_iam_member" "job_runs_queries" {
  project = var.project
  role    = "roles/bigquery.jobUser"
  member  = "serviceAccount:${google_service_account.job.email}"
}

locals {
  # legacyBucketReader is for BigQuery, which asks for the bucket itself when it loads and extracts.
  job_buckets = {
    reports       = { bucket = google_storage_bucket.reports.name, role = "roles/storage.objectViewer" }
    staging       = { bucket = google_storage_bucket.staging.name, role = "roles/storage.objectUser" }
    staging_meta  = { bucket = google_storage_bucket.staging.name, role = "roles/storage.legacyBucketReader" }
    journal       = { bucket = google_storage_bucket.journal.name, role = "roles/storage.objectUser" }
    releases      = { bucket = google_storage_bucket.releases.name, role = "roles/storage.objectUser" }
    releases_meta = { bucket = google_storage_bucket.releases.name, role = "roles/storage.legacyBucketReader" }
  }
}

resource "google_storage_bucket_iam_member" "job" {
  for_each = local.job_buckets
  bucket   = each.value.bucket
  role     = each.value.role
  member   = "serviceAccount:${google_service_account.job.email}"
}

resource "google_storage_bucket_iam_member" "readers" {
  for_each = toset(var.readers)
  bucket   = google_storage_bucket.releases.name
  role     = "roles/storage.objectViewer"
  member   = each.value
}

resource "google_storage_bucket_iam_member" "reporters" {
  for_each = toset(var.reporters)
  bucket   = google_storage_bucket.reports.name
  role     = "roles/storage.objectCreator"
  member   = "serviceAccount:${each.value}"
}

resource "google_secret_manager_secret_iam_member" "job_reads_secret" {
  project   = var.project
  secret_id = google_secret_manager_secret.rounding.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.job.email}"
}

resource "google_secret_manager_secret_iam_member" "job_reads_opt_out" {
  count     = var.opt_out ? 1 : 0
  project   = var.project
  secret_id = google_secret_manager_secret.opt_out[0].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.job.email}"
}

resource "google_cloud_run_v2_job_iam_member" "scheduler_starts_job" {
  project  = var.project
  location = var.region
  name     = google_cloud_run_v2_job.weekly.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:${google_service_account.scheduler.email}"
}
