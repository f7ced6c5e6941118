SELECT shown AS master_version, sites AS clusters FROM climb('master_of_cluster', '^(v?\d+\.\d+)', '^(v?\d+)')
