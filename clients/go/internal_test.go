package octaspace

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
)

// What the operations of the description do not show, but those of a later one may.

var desktop = operation{
	ID: "services.desktop.create", Method: "POST", Path: "/services/desktop/start", Body: "object", BodyRequired: true,
	Adapter: "session_created", Service: "desktop",
	Arguments: []argument{{Name: "node_id", Wire: "node_id", In: "body", Check: check{Kind: "integer"}, Required: true}},
}

func TestALostSessionIsFoundByTheNameOfItsServiceAndNotByThePath(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			w.WriteHeader(500)
			return
		}
		io.WriteString(w, `[{"uuid": "u-1", "service": "desktop", "duration": 1}, {"uuid": "u-2", "service": "start", "duration": 1}]`)
	}))
	defer server.Close()
	client := NewClient("a-key", WithBaseURL(server.URL))
	err := rented(context.Background(), client, &desktop, values{"node_id": int64(7)}, nil, nil)
	var failed *APIError
	if !errors.As(err, &failed) || !reflect.DeepEqual(failed.PossibleSessions, []string{"u-1"}) {
		t.Fatal(err)
	}
}

func TestAResponseAdapterThatThereIsNotIsRefusedBeforeAnythingIsSent(t *testing.T) {
	described := desktop
	described.Adapter = "later"
	_, err := prepare(&described, values{"node_id": int64(7)})
	var refused *ConfigurationError
	if !errors.As(err, &refused) || err.Error() != "this client has no response adapter later" {
		t.Fatal(err)
	}
}
