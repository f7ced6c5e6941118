locals {
  of_job = "resource.type=\"cloud_run_job\" AND resource.labels.job_name=\"${google_cloud_run_v2_job.weekly.name}\""
  # What isobar writes before it ends: the last object of its log has the exit status; the error of a wrong
  # command line, and a panic, are plain text; and what the platform says of a container that it killed, for want of memory
  # or time, is in a log of its own.
  stderr   = "log_id(\"run.googleapis.com/stderr\")"
  stdout   = "log_id(\"run.googleapis.com/stdout\")"
  platform = "log_id(\"run.googleapis.com/varlog/system\")"
  # A name that PromQL can say without replacing anything.
  published_metric = "${replace(var.name, "-", "_")}_${replace(var.dataset, "-", "_")}_published"
}

resource "google_monitoring_alert_policy" "failed" {
  project               = var.project
  display_name          = "${google_cloud_run_v2_job.weekly.name}: failed"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.notification_channels
  user_labels           = local.labels

  conditions {
    display_name = "The job ended with status 1 or 2, or was killed"
    condition_matched_log {
      filter = "${local.of_job} AND ((${local.stderr} AND severity=ERROR AND jsonPayload.exit_status=1) OR (${local.stderr} AND textPayload=~\"^(isobar|panic|fatal error): \") OR (${local.platform} AND severity>=ERROR))"
    }
  }
  alert_strategy {
    notification_rate_limit {
      period = "3600s"
    }
    auto_close = "604800s"
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Nothing was published, and the earlier release is as it was. The last line of the job's log says why. Mend the cause and start the job again; after a kill wait 15 minutes, for its lock. See docs/operating.md, “When a run does not publish”."
  }
}

resource "google_monitoring_alert_policy" "refused" {
  project               = var.project
  display_name          = "${google_cloud_run_v2_job.weekly.name}: refused to publish"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = var.notification_channels
  user_labels           = local.labels

  conditions {
    display_name = "The job ended with status 3"
    condition_matched_log {
      filter = "${local.of_job} AND ${local.stderr} AND severity=ERROR AND jsonPayload.exit_status=3"
    }
  }
  alert_strategy {
    notification_rate_limit {
      period = "3600s"
    }
    auto_close = "604800s"
  }
  documentation {
    mime_type = "text/markdown"
    content   = "The data or the audit forbids to publish this week, and the earlier release is as it was. Look at the data before anything else: starting the job again cannot help. See docs/operating.md, “When a run does not publish”."
  }
}

# Counts the summaries of runs that published.
resource "google_logging_metric" "published" {
  project     = var.project
  name        = local.published_metric
  description = "Releases that the job has published."
  filter      = "${local.of_job} AND ${local.stdout} AND jsonPayload.published=true AND jsonPayload.dataset=\"${var.dataset}\""
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }
}

# The alert for whatever else goes wrong: a schedule that is paused, an image that is gone, an account
# without rights. A condition of absence reaches back 23.5 hours at most, which is why this is PromQL.
# increase() may give a little less than what was counted, which is why it is not compared with 1.
resource "google_monitoring_alert_policy" "absent" {
  project               = var.project
  display_name          = "${google_cloud_run_v2_job.weekly.name}: no release for eight days"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.notification_channels
  user_labels           = local.labels

  conditions {
    display_name = "No run has published for eight days"
    condition_prometheus_query_language {
      query               = "(sum(increase(logging_googleapis_com:user_${google_logging_metric.published.name}{monitored_resource=\"cloud_run_job\"}[8d])) or vector(0)) < 0.5"
      duration            = "3600s"
      evaluation_interval = "3600s"
    }
  }
  alert_strategy {
    auto_close = "604800s"
  }
  documentation {
    mime_type = "text/markdown"
    content   = "No week has been published for eight days, for whatever reason: look at the schedule, then at the job's executions. Before the first release this alert is right as well. See docs/operating.md."
  }
}
