package octaspace

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

const endedByCaller = "the caller ended it: "

const maxBody = 80 << 20 // bytes in memory: the decoding takes a multiple of it

// response is an answer that was read whole.
type response struct {
	status    int
	header    http.Header
	url       string
	body      []byte
	bodyError string // why the body is of no use, where it could not be read as it should
}

// failure is an attempt without an answer.
type failure struct {
	reason       string
	possiblySent bool // whether a byte of the request may have left
	timedOut     bool
	callers      error // the error of the caller's context, if that ended it
}

// attempt is one request to one host.
type attempt struct {
	method, url    string
	header         http.Header
	body           []byte
	idempotent     bool
	connectTimeout time.Duration
	timeout        time.Duration
	sink           io.Writer // where the body of a success goes in place of memory
}

// transport sends attempts. A request that acts gets a connection of its own, which cannot be closed already, and which
// net/http sends nothing on twice.
type transport struct {
	kept, fresh http.RoundTripper
}

func newTransport(given *http.Client) *transport {
	if given != nil {
		copied := *given
		copied.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		return &transport{roundTripper{&copied}, roundTripper{&copied}}
	}
	kept := http.DefaultTransport.(*http.Transport).Clone()
	kept.DisableCompression = true // nothing compressed is asked for
	kept.ForceAttemptHTTP2 = false
	kept.TLSNextProto = nil
	kept.MaxIdleConnsPerHost = 20
	fresh := kept.Clone()
	fresh.DisableKeepAlives = true
	return &transport{kept, fresh}
}

// roundTripper sends with a client of the caller's.
type roundTripper struct{ client *http.Client }

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) {
	return r.client.Do(request)
}

func (r roundTripper) CloseIdleConnections() {}

func (t *transport) close() {
	for _, each := range []http.RoundTripper{t.kept, t.fresh} {
		if closer, ok := each.(interface{ CloseIdleConnections() }); ok {
			closer.CloseIdleConnections()
		}
	}
}

// send returns an answer, or a failure.
func (t *transport) send(ctx context.Context, a attempt) (*response, *failure) {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	var sent, late, unreached atomic.Bool
	timer := time.AfterFunc(a.timeout, func() { late.Store(true); cancel() })
	defer timer.Stop()
	connecting := time.AfterFunc(a.connectTimeout, func() {
		if !sent.Load() {
			unreached.Store(true)
			cancel()
		}
	})
	defer connecting.Stop()
	failed := func(err error) *failure {
		found := &failure{reason: reasonOf(err), possiblySent: sent.Load(), timedOut: late.Load() || unreached.Load(), callers: ctx.Err()}
		switch {
		case unreached.Load():
			found.reason = "connecting timed out"
		case late.Load():
			found.reason = "waiting for the answer timed out"
		case found.callers != nil:
			found.reason = endedByCaller + found.callers.Error()
		}
		return found
	}
	traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
	made, err := http.NewRequestWithContext(traced, a.method, a.url, nil)
	if err != nil {
		return nil, failed(err)
	}
	made.Header = a.header
	if a.body != nil {
		made.Body, made.ContentLength = io.NopCloser(bytes.NewReader(a.body)), int64(len(a.body))
	} else if !a.idempotent && a.method == http.MethodGet {
		made.Body = io.NopCloser(strings.NewReader("")) // net/http repeats a GET without a body when a connection breaks
	}
	through := t.fresh
	if a.idempotent {
		through = t.kept
	}
	answer, err := through.RoundTrip(made)
	if err != nil {
		return nil, failed(err)
	}
	defer answer.Body.Close()
	found := &response{status: answer.StatusCode, header: answer.Header, url: a.url}
	if err := found.read(answer.Body, a.sink); err != nil {
		return nil, failed(err)
	}
	return found, nil
}

func (r *response) read(body io.Reader, sink io.Writer) error {
	if sink != nil && r.status >= 200 && r.status < 300 {
		_, err := io.Copy(sink, body)
		return err
	}
	packed, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return err
	}
	r.body, err = unpacked(packed, r.header.Get("Content-Encoding"))
	if err != nil {
		r.bodyError = err.Error()
	} else if len(r.body) > maxBody {
		r.body, r.bodyError = nil, fmt.Sprintf("its body has more than %d bytes", maxBody)
	}
	return nil
}

// unpacked decompresses a body: some servers compress although nothing asks for it. With an error it returns what came
// before, or the body as it is if nothing did.
func unpacked(packed []byte, encoding string) ([]byte, error) {
	if len(packed) == 0 || len(packed) > maxBody {
		return packed, nil
	}
	var reader io.Reader
	var err error
	switch strings.ToLower(encoding) {
	case "gzip", "x-gzip":
		reader, err = gzip.NewReader(bytes.NewReader(packed))
	case "deflate":
		reader, err = zlib.NewReader(bytes.NewReader(packed))
	default:
		return packed, nil
	}
	var found []byte
	if err == nil {
		found, err = io.ReadAll(io.LimitReader(reader, maxBody+1))
	}
	if err == nil {
		return found, nil
	}
	if len(found) == 0 {
		found = packed
	}
	return found, fmt.Errorf("its body could not be decompressed (%w)", err)
}

// reasonOf returns what an error says, without the URL that net/http puts before it.
func reasonOf(err error) string {
	for inner := errors.Unwrap(err); inner != nil && strings.HasPrefix(fmt.Sprintf("%T", err), "*url."); inner = nil {
		err = inner
	}
	return err.Error()
}
