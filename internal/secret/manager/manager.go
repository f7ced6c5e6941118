// Package manager reads a dataset's secret from Google Cloud's Secret Manager, so that a scheduled job has it
// in no file.
//
// What enters: a reference, gcpsm://projects/PROJECT/secrets/NAME/versions/VERSION, and the credentials of the
// environment, whose account needs roles/secretmanager.secretAccessor on that secret and nothing more. What
// leaves: the secret. Promised: no error says anything of its text.
package manager

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"

	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
	"google.golang.org/api/secretmanager/v1"

	"isobar/internal/secret"
)

// Load reads a secret, whose text is that of a file that `isobar init` makes. The options are for tests.
func Load(ctx context.Context, ref string, options ...option.ClientOption) (none secret.Secret, err error) {
	name, err := secret.Resource(ref)
	if err != nil {
		return none, err
	}
	service, err := secretmanager.NewService(ctx, options...)
	if err != nil {
		return none, fmt.Errorf("secret: %s: no access to Secret Manager: %w", ref, err)
	}
	answer, err := service.Projects.Secrets.Versions.Access(name).Context(ctx).Do()
	if err != nil {
		return none, fmt.Errorf("secret: %s: %w", ref, plain(err))
	}
	if answer.Payload == nil {
		return none, fmt.Errorf("secret: %s: the answer has no payload", ref)
	}
	text, err := base64.StdEncoding.DecodeString(answer.Payload.Data)
	if err != nil {
		return none, fmt.Errorf("secret: %s: the answer is damaged", ref)
	}
	defer clear(text)
	if sum := answer.Payload.DataCrc32c; sum != 0 && sum != int64(crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli))) {
		return none, fmt.Errorf("secret: %s: the answer was damaged on the way", ref)
	}
	s, err := secret.Parse(text)
	if err != nil {
		return none, fmt.Errorf("secret: %s: %w", ref, err)
	}
	return s, nil
}

// plain says what an operator can do about the service's refusals.
func plain(err error) error {
	var answer *googleapi.Error
	if !errors.As(err, &answer) {
		return err
	}
	switch answer.Code {
	case http.StatusNotFound:
		return errors.New("there is no such secret or version; `isobar init --secret FILE` makes the text of one, and `gcloud secrets versions add NAME --data-file=FILE` stores it")
	case http.StatusForbidden, http.StatusUnauthorized:
		return errors.New("this account may not read it: it needs roles/secretmanager.secretAccessor on the secret")
	}
	return fmt.Errorf("Secret Manager answered with status %d", answer.Code) //lint:ignore ST1005 a proper name
}
