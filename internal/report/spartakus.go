package report

// Spartakus sends its schema's columns with times and quantities as texts. Ids of nodes are unsalted
// hashes of what identifies a machine, and values of extensions are whatever somebody wrote: both end here.
// (https://github.com/kubernetes-retired/spartakus/blob/master/pkg/report/report.go)
var spartakus = decoder{
	name: "spartakus",
	reshape: values(rules{
		"timestamp":            unixSeconds,
		"nodes.id":             drop,
		"nodes.capacity.value": quantity,
		"extensions.value":     drop,
	}),
}
