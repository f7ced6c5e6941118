variable "project" {
  description = "ID of the project that holds everything."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "Give the project's ID, not its name or number: 6 to 30 letters, digits and '-'."
  }
}

variable "region" {
  description = "Region of the job, its schedule and its image, such as europe-west1. It should lie in location."
  type        = string
  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "Give a region, such as europe-west1, not a zone."
  }
}

variable "location" {
  description = "Location of buckets and datasets: EU, US or a region. BigQuery reads and writes only buckets beside its datasets."
  type        = string
  validation {
    condition     = can(regex("^(EU|US|[a-z]+-[a-z]+[0-9]+)$", var.location))
    error_message = "Give EU, US or a region such as europe-west1."
  }
}

variable "name" {
  description = "Begins the name of every resource, so that one project can hold several of them."
  type        = string
  default     = "isobar"
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,14}[a-z0-9]$", var.name))
    error_message = "Use 3 to 16 small letters, digits and '-'."
  }
}

variable "dataset" {
  description = "The dataset that is published: a folder of queries/, such as dropsonde."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]*$", var.dataset))
    error_message = "Give the name of a folder of queries/, such as dropsonde."
  }
}

variable "image" {
  description = "The container image, with its digest: REGION-docker.pkg.dev/PROJECT/REPOSITORY/isobar@sha256:…. A tag can be moved to other code, so that nobody knows what published a week."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest (…/isobar@sha256:…); `docker push` prints it."
  }
}

variable "input" {
  description = "Where the reports are, as --input takes it: gs://BUCKET/PREFIX/** or bq://PROJECT.DATASET.TABLE. Optional: the default is the folder DATASET of the bucket of reports that is made here. Whoever owns another place gives the account of output job_account the right to read it, and for a table roles/bigquery.jobUser in its project, where the jobs run."
  type        = string
  default     = null
  validation {
    condition     = var.input == null || can(regex("^(gs://[a-z0-9][a-z0-9._-]+/.+|bq://[a-z0-9:.-]+\\.[A-Za-z0-9_]+\\.[A-Za-z0-9_-]+)$", var.input))
    error_message = "Give gs://BUCKET/PREFIX/** or bq://PROJECT.DATASET.TABLE."
  }
}

variable "reporters" {
  description = "E-mail addresses of the service accounts that deliver reports: each may add objects to the private bucket, without reading it, and edit the private dataset."
  type        = list(string)
  default     = []
  validation {
    condition     = alltrue([for r in var.reporters : can(regex("^[^@:]+@[^@:]+\\.gserviceaccount\\.com$", r))])
    error_message = "Give e-mail addresses of service accounts, without serviceAccount: before them."
  }
}

variable "readers" {
  description = "Who may read the releases: allAuthenticatedUsers, allUsers, or members such as group:data@example.org."
  type        = list(string)
  default     = ["allAuthenticatedUsers"]
  validation {
    condition     = alltrue([for r in var.readers : can(regex("^(allUsers|allAuthenticatedUsers|(user|group|serviceAccount):[^@:]+@[^@:]+|domain:[^@:]+)$", r))])
    error_message = "Use allUsers, allAuthenticatedUsers, user:…, group:…, serviceAccount:… or domain:…."
  }
}

variable "opt_out" {
  description = "Whether there is a list of sites that count in nothing. It is kept in the secret NAME-opt-out, which needs a version before the job can start."
  type        = bool
  default     = false
}

variable "first_seen" {
  description = "Whether the journal's bucket keeps since when hashes of sites have been known, which a dataset with privacy.min_age needs."
  type        = bool
  default     = false
}

variable "schedule" {
  description = "When the job starts, in cron's form and in UTC."
  type        = string
  default     = "0 6 * * 1"
  validation {
    condition     = length(split(" ", var.schedule)) == 5
    error_message = "Give five fields in cron's form, such as 0 6 * * 1 for Mondays at six."
  }
}

variable "timeout_minutes" {
  description = "After so many minutes a run is stopped; the earlier release stays."
  type        = number
  default     = 180
  validation {
    condition     = var.timeout_minutes >= 5 && var.timeout_minutes <= 1440 && floor(var.timeout_minutes) == var.timeout_minutes
    error_message = "Use 5 to 1440 minutes."
  }
}

variable "cpu" {
  description = "Cores of the job."
  type        = number
  default     = 4
  validation {
    condition     = contains([1, 2, 4, 8], var.cpu)
    error_message = "Cloud Run has 1, 2, 4 or 8 cores."
  }
}

variable "memory_gib" {
  description = "Memory of the job in GiB. Its temporary files are in it too."
  type        = number
  default     = 8
  validation {
    condition     = contains(range(1, 33), var.memory_gib)
    error_message = "Cloud Run has 1 to 32 GiB."
  }
  validation {
    # https://cloud.google.com/run/docs/configuring/jobs/memory-limits
    condition     = var.memory_gib <= var.cpu * 4 && var.memory_gib * 2 >= var.cpu
    error_message = "Cloud Run gives half a GiB to 4 GiB a core: change cpu as well."
  }
}

variable "dataflow" {
  description = "Lets machines of Dataflow read the reports, for more than one machine can do in timeout_minutes: at most max_workers, of machine_type (the service's default if it is left out), in the subnetwork regions/REGION/subnetworks/NAME, which has Private Google Access since the machines have no public addresses (the project's default one if it is left out). Optional."
  type = object({
    max_workers  = number
    machine_type = optional(string)
    subnetwork   = optional(string)
  })
  default = null
  validation {
    condition     = var.dataflow == null || try(var.dataflow.max_workers >= 1 && floor(var.dataflow.max_workers) == var.dataflow.max_workers, false)
    error_message = "Use one worker or more."
  }
}

variable "staging_days" {
  description = "Age in days at which copies of reports are deleted that a killed run left in the staging bucket."
  type        = number
  default     = 1
  validation {
    condition     = contains([1, 2], var.staging_days)
    error_message = "Use 1 or 2: these are copies of private reports, and a run takes hours at most."
  }
}

variable "notification_channels" {
  description = "Who is told of a failure, a refusal, or that no release appeared: projects/PROJECT/notificationChannels/NUMBER."
  type        = list(string)
  validation {
    condition     = length(var.notification_channels) > 0 && alltrue([for c in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", c))])
    error_message = "Name at least one channel, as projects/PROJECT/notificationChannels/NUMBER: an alert without one tells nobody."
  }
}

variable "labels" {
  description = "Further labels of all resources that can have them."
  type        = map(string)
  default     = {}
}
