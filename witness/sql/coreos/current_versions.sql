SELECT shown AS version, sites AS machines FROM climb('running_version', '^(\d+)\.', '()')
