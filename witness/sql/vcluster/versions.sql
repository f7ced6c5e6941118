SELECT shown AS version, context AS host_version, sites AS instances FROM climb('version_on_host', '^(v?\d+\.\d+)', '^(v?\d+)')
