locals {
  labels = merge(var.labels, { application = "isobar", dataset = var.dataset })
}

# Delivered reports.
resource "google_storage_bucket" "reports" {
  project                     = var.project
  name                        = "${var.project}-${var.name}-reports"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels
}

# Copies of a week's reports, for as long as a run takes. The job removes its own; the rule is for what a
# killed one left. Nothing deleted here may be brought back. Releases are not kept here, because the job
# publishes to a bucket as well, so that the rule holds for everything.
resource "google_storage_bucket" "staging" {
  project                     = var.project
  name                        = "${var.project}-${var.name}-staging"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true
  labels                      = local.labels

  soft_delete_policy {
    retention_duration_seconds = 0
  }
  lifecycle_rule {
    condition {
      age = var.staging_days
    }
    action {
      type = "Delete"
    }
  }
}

# What became of each run: an object of a few hundred bytes, of which isobar keeps the newest 200. Nothing in it is of
# a report, and yet refusals say how many sites there are. With var.first_seen also half a SHA-256 of every site id.
resource "google_storage_bucket" "journal" {
  project                     = var.project
  name                        = "${var.project}-${var.name}-journal"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels
}

# Releases, for everybody in var.readers. BigQuery loads its tables from here.
resource "google_storage_bucket" "releases" {
  project                     = var.project
  name                        = "${var.project}-${var.name}-releases"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "inherited"
  labels                      = local.labels
}
