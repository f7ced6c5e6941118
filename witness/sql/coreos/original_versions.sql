SELECT shown AS version, sites AS machines FROM climb('original_version', '^(\d+)\.', '()')
