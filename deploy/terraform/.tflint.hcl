# Rules of tflint's own; those of the plugin for Google need its download: tflint --init --enable-plugin=google.
plugin "terraform" {
  enabled = true
  preset  = "all"
}
