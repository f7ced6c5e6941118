SELECT shown AS kubelet_version, sites AS clusters FROM climb('kubelet_of_node', '^(v?\d+\.\d+)', '^(v?\d+)')
