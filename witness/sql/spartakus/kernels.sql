SELECT shown AS kernel, sites AS clusters FROM climb('kernel_of_node', '^(\d+\.\d+)', '^(\d+)')
