# What enters: the variables of variables.tf, and a provider that the caller configures. What leaves: the
# outputs of outputs.tf. Promised: reports can be read by the job's account and the owners of the project
# alone; every role but one is bound to the single resource that it is needed for.
terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.10, < 8.0"
    }
  }
}
