package main

import (
	"fmt"
	"syscall"
)

// A site's reports of a week are 5.5 kB of JSON. Beside them the disk holds two copies of a release for a
// moment, and DuckDB's files.
const (
	reportBytesPerSite = 5_600
	otherBytesPerSite  = 1_000
	otherBytes         = 500_000_000
)

// diskBytes is what a number of sites needs in the folder for reports and tables.
func diskBytes(sites int64) int64 {
	return sites*(reportBytesPerSite+otherBytesPerSite) + otherBytes
}

// needDisk refuses a number of sites for which a folder has too little room.
func (o *options) needDisk(folder string, sites int64) error {
	free, err := o.freeDiskBytes(folder)
	if err != nil {
		return fmt.Errorf("the free room in %s: %w", folder, err)
	}
	if need := diskBytes(sites); free < need {
		return fmt.Errorf("%s sites need %s GB in %s (%s GB of reports, the rest for tables), and %s GB are free: use --temp for another folder, or fewer sites",
			thousands(sites), digits(float64(need)/1e9), folder, digits(float64(sites*reportBytesPerSite)/1e9), digits(float64(free)/1e9))
	}
	return nil
}

// freeDiskBytes is the room that a folder's file system has for this user.
func freeDiskBytes(folder string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
