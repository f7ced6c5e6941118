package release

import (
	"time"

	"isobar/internal/week"
)

func testInfo() Info {
	return Info{
		Dataset: "dropsonde", Description: "Puppet infrastructures.",
		Window: week.Of(time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)),
		K:      10, Mode: "exact", Unit: "site_id", Version: "v0.0.0-test", Sites: 1234, Reports: 2345,
		Gate: Gate{MaxRejected: 0.05, MaxDamaged: 0.05, MinSitesOfLastWeek: 0.5},
	}
}
