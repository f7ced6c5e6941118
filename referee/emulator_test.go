package referee

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/goccy/bigquery-emulator/server"
	"github.com/goccy/bigquery-emulator/types"

	"isobar/internal/schema"
)

// patience is how long the emulator may take for one query before the query counts as failed.
const patience = 30 * time.Second

// emulator is one server with the reports in it. It is asked over its HTTP API, whose answers have the
// numbers as they are.
type emulator struct {
	server *server.TestServer
}

// startEmulator starts a server and fills it.
func startEmulator(s *schema.Schema, reports []report) (*emulator, error) {
	srv, err := server.New(server.TempStorage)
	if err != nil {
		return nil, err
	}
	if err := srv.SetLogLevel(server.LogLevelFatal); err != nil {
		return nil, err
	}
	if err := srv.Load(server.StructSource(types.NewProject("p", types.NewDataset("d")))); err != nil {
		return nil, err
	}
	e := &emulator{server: srv.TestServer()}
	columns := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = c.Name + " " + typeName(c)
	}
	statements := []string{"CREATE TABLE reports (" + strings.Join(columns, ", ") + ")"}
	for _, r := range reports {
		statements = append(statements, insertion(s, r))
	}
	for _, statement := range statements {
		if _, err := e.run(statement, false); err != nil {
			e.stop()
			return nil, fmt.Errorf("filling the emulator: %w", err)
		}
	}
	return e, nil
}

func (e *emulator) stop() { e.server.Close() }

// answer is what the API answers to a query.
type answer struct {
	Schema struct {
		Fields []answerField `json:"fields"`
	} `json:"schema"`
	Rows []struct {
		F []struct {
			V any `json:"v"`
		} `json:"f"`
	} `json:"rows"`
	JobComplete bool `json:"jobComplete"`
	Error       *struct {
		Message string `json:"message"`
	} `json:"error"`
}

type answerField struct {
	Name   string        `json:"name"`
	Type   string        `json:"type"`
	Mode   string        `json:"mode"`
	Fields []answerField `json:"fields"`
}

// query runs one SELECT, as a dry run: the emulator answers that with the rows as well, and does not keep the query
// among its jobs, which slow it down the more there are.
func (e *emulator) query(sql string) (*table, error) { return e.run(sql, true) }

// run runs one statement.
func (e *emulator) run(sql string, dry bool) (*table, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"query": sql, "useLegacySql": false, "dryRun": dry, "defaultDataset": map[string]any{"projectId": "p", "datasetId": "d"},
		"formatOptions": map[string]any{"useInt64Timestamp": true},
	})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.server.URL+"/bigquery/v2/projects/p/queries", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		return nil, fmt.Errorf("the answer is no JSON: %w", err)
	}
	switch {
	case a.Error != nil:
		return nil, errors.New(cut(a.Error.Message))
	case response.StatusCode != http.StatusOK:
		return nil, errors.New(response.Status)
	case !a.JobComplete:
		return nil, errors.New("the query did not end")
	}
	return a.table()
}

// cut shortens a message: the emulator's repeat the query, and say what is wrong at the end.
func cut(message string) string {
	const most = 300
	if len(message) <= 2*most {
		return message
	}
	return message[:most] + " … " + message[len(message)-most:]
}
