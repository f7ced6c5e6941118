SELECT shown AS original_version, context AS current_version, sites AS machines FROM climb('upgrade', '^(\d+)\.', '()')
