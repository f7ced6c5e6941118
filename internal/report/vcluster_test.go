package report

import (
	"fmt"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/value"
)

// secret marks, in the reports below, what no query may ever see.
const secret = "s3cr3t"

const vclusterLegacy = `{"instanceProperties":{"uid":"u1","instanceCreator":"vclusterctl","instanceCreatorUID":"s3cr3t","arch":"amd64","os":"linux","syncerVersion":"0.15.2",
 "syncerFlags":"{\"setFlags\":{\"sync\":true,\"off\":false,\"odd\":\"s3cr3t\"},\"controllers\":[\"pods\",\"nod\\u0065s\",7],\"x\":\"s3cr3t\"}","vclusterServiceType":"ClusterIP",
 "virtualKubernetesVersion":{"major":"1","minor":"26","gitVersion":"v1.26.1","gitCommit":"s3cr3t"},"hostKubernetesVersion":"v1.25.0","syncerPodsReady":1},
 "events":[{"type":"ResourceSync","time":1794365330000001,"success":true,"processingTime":2500,"errors":"s3cr3t","group":"","version":"v1","kind":"Pod","userAgent":"s3cr3t"},
 {"type":"ResourceSync","time":1794365330000000,"kind":"Secret"}],"timeSinceLastUpload":300,"token":"s3cr3t"}`

const vclusterCurrent = `{"data":[
 {"event":{"type":"vcluster_cli","platform_user_id":"s3cr3t@example.com","platform_instance_id":"s3cr3t","machine_id":"m1",
  "properties":"{\"command\":[\"vcluster\",\"create\",\"s3cr3t\"],\"version\":\"0.20.1\",\"error\":\"s3cr3t\"}","timestamp":1794365330},
  "user":{"platform_user_id":"s3cr3t","machine_id":"m1","properties":"{\"os_name\":\"linux\",\"os_arch\":\"arm64\",\"timezone\":\"s3cr3t\"}","timestamp":1794365330}},
 {"event":{"machine_id":"m1","timestamp":1794365329,"type":"vcluster_start","vcluster_id":"s3cr3t"},
  "vcluster_instance":{"properties":"{\"vcluster_version\":\"0.19.0\",\"host_cluster_k8s_version\":{\"major\":\"1\",\"minor\":\"29\",\"gitVersion\":\"v1.29.4\"},\"os_arch\":\"darwin/amd64\",\"creation_method\":\"helm\",\"vcluster_k8s_distro\":\"s3cr3t\",\"helm_values\":{\"password\":\"s3cr3t\"}}"}},
 {"event":{"type":"vcluster_status","machine_id":"m1","timestamp":1794365300,"properties":"{\"pods\":14,\"pods_failing\":1,\"namespaces\":6}"}},
 {"event":{"type":"vcluster_error","machine_id":"m1","timestamp":1794365301,"properties":"{\"severity\":\"fatal\",\"message\":\"s3cr3t\",\"helm_values\":\"s3cr3t\"}"}}],
 "token":"s3cr3t"}`

func TestVCluster(t *testing.T) {
	legacy := func(rest string) string {
		return fmt.Sprintf(`{"instanceProperties":{"uid":"u1"},"events":[{"time":%d000000}]%s}`, inWeek, rest)
	}
	current := func(more string) string {
		return fmt.Sprintf(`{"data":[{"event":{"machine_id":"m1","timestamp":%d}}%s]}`, inWeek, more)
	}
	checkReshaped(t, system(t, "vcluster", "instance_id"), []reshaped{
		{name: "legacy", line: vclusterLegacy, want: `{ instance_id:"u1"  timestamp:1794365330000001  generation:"legacy"  version:"0.15.2"  creator:"vclusterctl"  os:"linux"  arch:"amd64"  service_type:"ClusterIP" ` +
			` virtual_kubernetes:{ major:"1"  minor:"26"  git_version:"v1.26.1"  } host_kubernetes:{ git_version:"v1.25.0"  } controllers:[{ name:"pods"  }{ name:"nodes"  }] flags:[{ name:"sync"  }]` +
			` events:[{ type:"ResourceSync"  time:1794365330000001  success:true  processing_micros:2500  group:""  version:"v1"  kind:"Pod"  }{ type:"ResourceSync"  time:1794365330000000  success:false  kind:"Secret"  }] }`},
		{name: "current", line: vclusterCurrent, want: `{ instance_id:"m1"  timestamp:1794365330000000  generation:"current"  version:"0.20.1"  creator:"helm"  os:"linux"  arch:"arm64" ` +
			` host_kubernetes:{ major:"1"  minor:"29"  git_version:"v1.29.4"  } pods:14  namespaces:6 ` +
			` events:[{ type:"vcluster_cli"  time:1794365330000000  success:false  }{ type:"vcluster_start"  time:1794365329000000  }{ type:"vcluster_status"  time:1794365300000000  }{ type:"vcluster_error"  time:1794365301000000  }] }`},
		{name: "an earlier event does not override", line: current(fmt.Sprintf(`,{"event":{"machine_id":"m1","timestamp":%d,"properties":"{\"version\":\"new\"}"}},{"event":{"machine_id":"m1","timestamp":%d,"properties":"{\"version\":\"old\"}"}}`, inWeek-1, inWeek-2)),
			want: fmt.Sprintf(`{ instance_id:"m1"  timestamp:%d000000  generation:"current"  version:"new"  events:[{ time:%d000000  }{ time:%d000000  }{ time:%d000000  }] }`, inWeek, inWeek, inWeek-1, inWeek-2)},
		{name: "properties that are no JSON", line: current(`,{"event":{"machine_id":"m1","properties":"{\"version\":"}},{"event":{"machine_id":"m1","properties":{"version":"x"}}}`),
			want: fmt.Sprintf(`{ instance_id:"m1"  timestamp:%d000000  generation:"current"  events:[{ time:%d000000  }{ }{ }] }`, inWeek, inWeek)},
		{name: "flags that are no JSON", line: fmt.Sprintf(`{"instanceProperties":{"uid":"u1","syncerFlags":"--set"},"events":[{"time":%d000000}]}`, inWeek),
			want: fmt.Sprintf(`{ instance_id:"u1"  timestamp:%d000000  generation:"legacy"  events:[{ time:%d000000  success:false  }] }`, inWeek, inWeek)},
		{name: "events that are none", line: legacy(`,"events":[]`), reason: ColumnTwice},
		{name: "odd events", line: fmt.Sprintf(`{"instanceProperties":{"uid":"u1"},"events":[7,null,{"time":"then"},{"time":%d000000,"kind":7},{"time":%d000000}]}`, inWeek, inWeek),
			want: fmt.Sprintf(`{ instance_id:"u1"  timestamp:%d000000  generation:"legacy"  events:[{ time:%d000000  success:false  }] }`, inWeek, inWeek), skipped: 4},
		{name: "both generations", line: legacy(`,"data":[]`), reason: ColumnTwice},
		{name: "several machines", line: current(`,{"event":{"machine_id":"m2"}}`), reason: SeveralSites},
		{name: "no machine", line: fmt.Sprintf(`{"data":[{"event":{"timestamp":%d}}]}`, inWeek), reason: NoSite},
		{name: "no instance", line: fmt.Sprintf(`{"instanceProperties":{},"events":[{"time":%d000000}]}`, inWeek), reason: NoSite},
		{name: "no events", line: `{"instanceProperties":{"uid":"u1"},"events":[]}`, reason: NoTime},
		{name: "data that is none", line: `{"data":{"event":{"machine_id":"m1"}}}`, reason: WrongType},
		{name: "a version of another type", line: current(`,{"event":{"machine_id":"m1","properties":"{\"version\":7}"}}`), reason: WrongType},
	})
}

// What must not be seen is in nothing that leaves the decoder: neither in the report as rewritten nor in the
// dictionary of its texts.
func TestVClusterDrops(t *testing.T) {
	cfg := system(t, "vcluster", "instance_id")
	d, _ := decoderOf("vcluster")
	for _, line := range []string{vclusterLegacy, vclusterCurrent} {
		r := reshaper{decoder: d}
		made, reason := r.line([]byte(line), false)
		if reason != "" || strings.Contains(string(made), secret) || !strings.Contains(line, secret) {
			t.Errorf("reason %q: %s", reason, made)
		}
		dict := value.NewDict()
		all := shredder{layout: newLayout(planned(cfg), planned(cfg).Columns)}
		all.decode(made, record.New(len(cfg.Schema.All), dict))
		for code := range dict.Len() {
			if strings.Contains(dict.String(value.Code(code)), secret) {
				t.Errorf("a text of the dictionary: %q", dict.String(value.Code(code)))
			}
		}
	}
}
