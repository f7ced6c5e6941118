locals {
  # The datasets' own lists name the kinds of readers in another way than roles do.
  special_readers = [for r in var.readers : r if r == "allAuthenticatedUsers"]
  member_readers  = [for r in var.readers : r if r == "allUsers"]
  email_readers   = [for r in var.readers : split(":", r)[1] if startswith(r, "user:") || startswith(r, "serviceAccount:")]
  group_readers   = [for r in var.readers : split(":", r)[1] if startswith(r, "group:")]
  domain_readers  = [for r in var.readers : split(":", r)[1] if startswith(r, "domain:")]
}

# The lists below are complete: whoever is added by hand is taken off again by the next apply. Without such
# a list BigQuery lets every viewer of the project read the reports. Views that are to read the private
# dataset would have to be listed here, too.
resource "google_bigquery_dataset" "private" {
  project     = var.project
  dataset_id  = "${replace(var.name, "-", "_")}_private"
  description = "Private reports. Read only by the job that publishes tables of them."
  location    = var.location
  labels      = local.labels

  access {
    role          = "OWNER"
    special_group = "projectOwners"
  }
  access {
    role          = "READER"
    user_by_email = google_service_account.job.email
  }
  dynamic "access" {
    for_each = var.reporters
    content {
      role          = "WRITER"
      user_by_email = access.value
    }
  }
}

resource "google_bigquery_dataset" "public" {
  project     = var.project
  dataset_id  = replace(var.name, "-", "_")
  description = "Public tables made of private reports: every published group holds at least k sites."
  location    = var.location
  labels      = local.labels

  access {
    role          = "OWNER"
    special_group = "projectOwners"
  }
  access {
    role          = "WRITER"
    user_by_email = google_service_account.job.email
  }
  dynamic "access" {
    for_each = local.special_readers
    content {
      role          = "READER"
      special_group = access.value
    }
  }
  dynamic "access" {
    for_each = local.member_readers
    content {
      role       = "READER"
      iam_member = access.value
    }
  }
  dynamic "access" {
    for_each = local.email_readers
    content {
      role          = "READER"
      user_by_email = access.value
    }
  }
  dynamic "access" {
    for_each = local.group_readers
    content {
      role           = "READER"
      group_by_email = access.value
    }
  }
  dynamic "access" {
    for_each = local.domain_readers
    content {
      role   = "READER"
      domain = access.value
    }
  }
}
