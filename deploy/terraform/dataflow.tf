# With var.dataflow, machines of Dataflow read the reports, under an account of their own that reads nothing public. The
# job on Cloud Run starts them, waits, and publishes.
resource "google_service_account" "worker" {
  count        = var.dataflow == null ? 0 : 1
  project      = var.project
  account_id   = "${var.name}-worker"
  display_name = "isobar: reads reports, on machines of Dataflow"
}

locals {
  worker_buckets = var.dataflow == null ? {} : {
    reports = { bucket = google_storage_bucket.reports.name, role = "roles/storage.objectViewer" }
    staging = { bucket = google_storage_bucket.staging.name, role = "roles/storage.objectUser" }
  }
  engine = var.dataflow == null ? [] : concat([
    "--runner=dataflow",
    "--engine=project=${var.project}",
    "--engine=region=${var.region}",
    "--engine=service_account_email=${google_service_account.worker[0].email}",
    "--engine=max_num_workers=${var.dataflow.max_workers}",
    "--engine=no_use_public_ips=true",
    ], var.dataflow.machine_type == null ? [] : ["--engine=machine_type=${var.dataflow.machine_type}"],
    var.dataflow.subnetwork == null ? [] : ["--engine=subnetwork=${var.dataflow.subnetwork}"],
  )
}

resource "google_storage_bucket_iam_member" "worker" {
  for_each = local.worker_buckets
  bucket   = each.value.bucket
  role     = each.value.role
  member   = "serviceAccount:${google_service_account.worker[0].email}"
}

# What a machine of Dataflow has to be allowed, which only a project can give. It reads no table and no bucket.
resource "google_project_iam_member" "worker_works" {
  count   = var.dataflow == null ? 0 : 1
  project = var.project
  role    = "roles/dataflow.worker"
  member  = "serviceAccount:${google_service_account.worker[0].email}"
}

resource "google_project_iam_member" "job_starts_dataflow" {
  count   = var.dataflow == null ? 0 : 1
  project = var.project
  role    = "roles/dataflow.developer"
  member  = "serviceAccount:${google_service_account.job.email}"
}

resource "google_service_account_iam_member" "job_uses_worker" {
  count              = var.dataflow == null ? 0 : 1
  service_account_id = google_service_account.worker[0].name
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${google_service_account.job.email}"
}
