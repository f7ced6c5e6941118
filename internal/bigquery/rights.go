package bigquery

import (
	"context"
	"errors"
	"slices"
)

// Rights says which of some permissions, such as bigquery.tables.getData, these credentials have on a table, in the
// order given.
func (s *Service) Rights(ctx context.Context, table Name, permissions []string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	have, err := s.client.DatasetInProject(table.Project, table.Dataset).Table(table.Table).IAM().TestPermissions(ctx, permissions)
	if err != nil {
		return nil, Failed("ask for the rights on", table.String(), err)
	}
	var given []string
	for _, p := range permissions {
		if slices.Contains(have, p) {
			given = append(given, p)
		}
	}
	return given, nil
}

// Estimate says how many bytes BigQuery would read to select the reports of an extraction, uncompressed, without
// reading them: all of the table, unless that is partitioned by the reports' time. Nobody pays for it.
func (s *Service) Estimate(ctx context.Context, e Extraction) (int64, error) {
	if _, err := s.Dataset(ctx, e.Table); err != nil {
		return 0, err
	}
	sql, err := e.query()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	q := s.client.Query(sql)
	q.DryRun = true
	job, err := q.Run(ctx)
	if err != nil {
		return 0, Failed("select the reports of", e.Table.String(), err)
	}
	status := job.LastStatus()
	if status == nil || status.Statistics == nil {
		return 0, errors.New("BigQuery does not say how much a week of " + e.Table.String() + " is")
	}
	return status.Statistics.TotalBytesProcessed, nil
}
