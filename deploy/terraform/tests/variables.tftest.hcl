# Values that are refused before anything is made. The provider is a mock.
mock_provider "google" {}

variables {
  project               = "example-project"
  region                = "europe-west1"
  location              = "EU"
  dataset               = "dropsonde"
  image                 = "europe-west1-docker.pkg.dev/example-project/isobar/isobar@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  notification_channels = ["projects/example-project/notificationChannels/1"]
}

run "names" {
  command = plan
  variables {
    project = "123"
    region  = "europe-west1-b"
    name    = "Isobar"
    dataset = "../queries"
  }
  expect_failures = [var.project, var.region, var.name, var.dataset]
}

run "an_image_by_its_tag" {
  command = plan
  variables {
    image = "europe-west1-docker.pkg.dev/example-project/isobar/isobar:latest"
  }
  expect_failures = [var.image]
}

run "an_input_on_no_service" {
  command = plan
  variables {
    input = "/srv/reports"
  }
  expect_failures = [var.input]
}

run "readers_that_are_none" {
  command = plan
  variables {
    readers   = ["everybody"]
    reporters = ["someone@example.org"]
  }
  expect_failures = [var.readers, var.reporters]
}

run "nobody_to_tell" {
  command = plan
  variables {
    notification_channels = []
  }
  expect_failures = [var.notification_channels]
}

run "copies_kept_for_long" {
  command = plan
  variables {
    staging_days = 30
  }
  expect_failures = [var.staging_days]
}

run "more_memory_than_there_is" {
  command = plan
  variables {
    cpu        = 2
    memory_gib = 16
  }
  expect_failures = [var.memory_gib]
}

run "odd_times" {
  command = plan
  variables {
    timeout_minutes = 1
    schedule        = "every monday"
    cpu             = 3
  }
  expect_failures = [var.timeout_minutes, var.schedule, var.cpu]
}
