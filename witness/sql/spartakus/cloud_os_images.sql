SELECT context AS cloud_provider, shown AS os_image, sites AS clusters FROM climb('image_at_cloud', '^([A-Za-z][A-Za-z /-]*[A-Za-z])', '()')
