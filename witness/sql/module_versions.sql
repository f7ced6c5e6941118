SELECT context AS slug, shown AS version, sites FROM climb('version_of_module', '^(\d+\.\d+)\.', '^(\d+)\.')
