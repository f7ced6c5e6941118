output "image_repository" {
  description = "Where to push the image, as the part before /isobar."
  value       = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
}

output "secret" {
  description = "The secret that rounds counts; it needs a version before the first run."
  value       = google_secret_manager_secret.rounding.secret_id
}

output "opt_out_secret" {
  description = "The secret that holds the list of sites that count in nothing; null without opt_out."
  value       = var.opt_out ? google_secret_manager_secret.opt_out[0].secret_id : null
}

output "reports" {
  description = "Where reports are delivered that are files."
  value       = "gs://${google_storage_bucket.reports.name}/${var.dataset}"
}

output "private_dataset" {
  description = "Where reports are delivered that are rows of a table."
  value       = "${var.project}.${google_bigquery_dataset.private.dataset_id}"
}

output "releases" {
  description = "The places of the releases."
  value       = local.outputs
}

output "journal" {
  description = "What became of each run, for `isobar status --journal`."
  value       = "gs://${google_storage_bucket.journal.name}"
}

output "job" {
  description = "The job, for `gcloud run jobs execute`."
  value       = google_cloud_run_v2_job.weekly.name
}

output "job_account" {
  description = "The account that the job runs as, to be given reading rights where var.input is elsewhere."
  value       = google_service_account.job.email
}

output "worker_account" {
  description = "The account of Dataflow's machines, which has to be able to read an input of your own in Cloud Storage; null without them."
  value       = one(google_service_account.worker[*].email)
}
