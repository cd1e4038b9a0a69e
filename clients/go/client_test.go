package octaspace_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	octaspace "github.com/octaspace/octaspace-sdk/clients/go"
)

// The table of conformance/ holds everything that all languages have in common; here is what only Go has.

func serve(t *testing.T, handler http.HandlerFunc) string {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func TestADoneContextEndsACallAndSaysWhatWasSent(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then does the server notice that the client is gone
		cancel()
		<-r.Context().Done()
	})
	client := octaspace.NewClient("a-key", octaspace.WithBaseURL(url))
	defer client.Close()
	_, err := client.Services.VPN.Create(ctx, &octaspace.VPNCreateParams{NodeID: 1})
	var lost *octaspace.NetworkError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &lost) || !lost.MayHaveBeenProcessed {
		t.Fatalf("%#v", err)
	}
	if strings.Count(err.Error(), "the caller ended it: context canceled") != 1 {
		t.Error(err)
	}
	if _, err = client.Accounts.Profile(ctx); !strings.Contains(err.Error(), "the caller ended it: context canceled; nothing was sent") {
		t.Error(err)
	}
}

func TestASessionOfAnotherRentalIsNotTakenForTheOneWhoseAnswerWasLost(t *testing.T) {
	var lock sync.Mutex
	created, stopped := 0, []string{}
	arrived, lose := make(chan bool), make(chan bool)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		switch {
		case r.URL.Path == "/services/vpn" && created == 0:
			created++
			close(arrived)
			lock.Unlock()
			<-lose
			lock.Lock()
			w.WriteHeader(500)
		case strings.HasSuffix(r.URL.Path, "/stop"):
			stopped = append(stopped, r.URL.Path)
		case r.URL.Path != "/sessions":
			w.Write([]byte(`{"uuid": "other", "is_ready": true}`))
		case created == 0:
			w.Write([]byte("[]"))
		default:
			w.Write([]byte(`[{"uuid": "other", "service": "vpn", "node_id": 1, "duration": 1}]`))
		}
	})
	client := octaspace.NewClient("a-key", octaspace.WithBaseURL(url))
	defer client.Close()
	ctx, params, lost := context.Background(), &octaspace.VPNCreateParams{NodeID: 1}, make(chan error)
	never := func(context.Context, *octaspace.RunningSession) error { return errors.New("it was started") }
	go func() {
		lost <- client.Services.VPN.Connected(ctx, params, &octaspace.RentalOptions{StopUnknown: true}, never)
	}()
	<-arrived
	err := client.Services.VPN.Connected(ctx, params, nil, func(context.Context, *octaspace.RunningSession) error {
		close(lose)
		var failed *octaspace.APIError
		if err := <-lost; !errors.As(err, &failed) || failed.PossibleSessions != nil {
			t.Errorf("%#v", err)
		}
		lock.Lock()
		defer lock.Unlock()
		if len(stopped) > 0 {
			t.Error(stopped)
		}
		return nil
	})
	if err != nil || len(stopped) != 1 {
		t.Fatal(err, stopped)
	}
}

func TestASessionIsStoppedWhenItsContextIsDoneOrItsFunctionPanics(t *testing.T) {
	stopped := 0
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == "POST" && r.URL.Path == "/services/vpn":
			w.Write([]byte(`{"uuid": "abc"}`))
		case strings.HasSuffix(r.URL.Path, "/stop"):
			stopped++
		default:
			w.Write([]byte(`{"uuid": "abc", "is_ready": true}`))
		}
	})
	client := octaspace.NewClient("a-key", octaspace.WithBaseURL(url))
	defer client.Close()
	ctx, cancel := context.WithCancel(context.Background())
	params := &octaspace.VPNCreateParams{NodeID: 1}
	err := client.Services.VPN.Connected(ctx, params, nil, func(ctx context.Context, _ *octaspace.RunningSession) error {
		cancel()
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) || stopped != 1 {
		t.Fatal(err, stopped)
	}
	func() {
		defer func() { recover() }()
		client.Services.VPN.Connected(context.Background(), params, nil, func(context.Context, *octaspace.RunningSession) error {
			panic("in the function")
		})
	}()
	if stopped != 2 {
		t.Fatal(stopped)
	}
}

type traced struct{}

func TestAContextThatIsDoneWhileASessionIsAskedForLosesNoSession(t *testing.T) {
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), traced{}, "abc"))
	var lines []string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		lines = append(lines, r.Method+" "+r.URL.Path)
		if len(lines) == 1 {
			io.Copy(io.Discard, r.Body)
			cancel()
			time.Sleep(50 * time.Millisecond) // in which a request of that context would break off
		}
		if !strings.HasSuffix(r.URL.Path, "/stop") {
			w.Write([]byte(`{"uuid": "abc", "is_ready": true}`))
		}
	})
	spans := 0
	through := &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
		if r.Context().Value(traced{}) == "abc" {
			spans++
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	client := octaspace.NewClient("a-key", octaspace.WithBaseURL(url), octaspace.WithHTTPClient(through))
	err := client.Services.VPN.Connected(ctx, &octaspace.VPNCreateParams{NodeID: 1}, nil, func(context.Context, *octaspace.RunningSession) error {
		return errors.New("it was entered")
	})
	if !errors.Is(err, context.Canceled) || strings.Join(lines, ", ") != "POST /services/vpn, POST /services/abc/stop" {
		t.Fatal(err, lines)
	}
	if spans != 2 {
		t.Errorf("%d of the requests have the values of the context", spans)
	}
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAContextThatIsDoneRentsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	client := octaspace.NewClient("a-key", octaspace.WithBaseURL(serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })))
	err := client.Services.VPN.Connected(ctx, &octaspace.VPNCreateParams{NodeID: 1}, nil, nil)
	var lost *octaspace.NetworkError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &lost) || lost.MayHaveBeenProcessed {
		t.Fatalf("%#v", err)
	}
}

func TestManyGoroutinesShareAClient(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"balance": 7}`)) })
	client := octaspace.NewClient("a-key", octaspace.WithBaseURLs([]string{"http://127.0.0.1:1", url}))
	defer client.Close()
	var group sync.WaitGroup
	for i := 0; i < 50; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if balance, err := client.Accounts.Balance(context.Background()); err != nil || balance.Int64() != 7 {
				t.Error(balance, err)
			}
		}()
	}
	group.Wait()
}

func TestAHTTPClientOfTheCallersIsUsedAndNotChanged(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) })
	given := &http.Client{Timeout: time.Minute}
	client := octaspace.NewClient("a-key", octaspace.WithBaseURL(url), octaspace.WithHTTPClient(given))
	var failed *octaspace.APIError
	if _, err := client.Accounts.Profile(context.Background()); !errors.As(err, &failed) || failed.StatusCode != 302 {
		t.Fatal(err)
	}
	if given.CheckRedirect != nil {
		t.Fatal("it was changed")
	}
}

func TestTheKeyIsInNoFormattedClient(t *testing.T) {
	client := octaspace.NewClient("octa-key-that-nobody-may-see")
	if text := client.String() + client.GoString(); strings.Contains(text, "nobody") {
		t.Fatal(text)
	}
}
