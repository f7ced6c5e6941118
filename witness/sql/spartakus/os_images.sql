SELECT shown AS os_image, sites AS clusters FROM climb('image_of_node', '^([A-Za-z][A-Za-z /-]*[A-Za-z])', '()')
