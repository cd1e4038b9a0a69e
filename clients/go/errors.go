package octaspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Outcome is what became of an attempt.
type Outcome string

// The outcomes of attempts.
const (
	Answered Outcome = "answered"
	Rejected Outcome = "rejected" // the server answered with an error status
	NotSent  Outcome = "not_sent" // no byte of the request left
	Unknown  Outcome = "unknown"  // some of it did, and no answer came
)

// Attempt is one attempt of a call.
type Attempt struct {
	Host     string // the base URL it went to
	Outcome  Outcome
	Status   int // the HTTP status; 0 when there was no answer
	Duration time.Duration
}

// ConfigurationError says that a client was made with a value that cannot work. Every call of that client returns it.
type ConfigurationError struct{ Message string }

func (e *ConfigurationError) Error() string { return e.Message }

// ArgumentError says that an argument cannot be sent; nothing was.
type ArgumentError struct{ Message string }

func (e *ArgumentError) Error() string { return e.Message }

// APIError is an error status, or a redirect, that the server answered with.
type APIError struct {
	StatusCode int
	Message    string
	Code       string         // the server's machine-readable code, if there is one
	RequestID  string         // the server's X-Request-Id, for its support
	RetryAfter *time.Duration // how long to wait before trying again, when the server said so
	Body       any            // the answer's body: parsed when it is JSON, else text
	Method     string
	URL        string
	Attempts   []Attempt
	// PossibleSessions are the uuids of the sessions that a rental of unknown outcome may have started.
	PossibleSessions []string

	intro, note string // before and after the rest of the message
}

func (e *APIError) Error() string {
	var notes []string
	if e.Code != "" {
		notes = append(notes, e.Code)
	}
	if e.RetryAfter != nil {
		notes = append(notes, fmt.Sprintf("retry after %g s", e.RetryAfter.Seconds()))
	}
	if len(e.Attempts) > 1 {
		notes = append(notes, fmt.Sprintf("%d attempts", len(e.Attempts)))
	}
	if e.RequestID != "" {
		notes = append(notes, "request id "+e.RequestID)
	}
	tail := ""
	if len(notes) > 0 {
		tail = " (" + strings.Join(notes, "; ") + ")"
	}
	return printable(fmt.Sprintf("%s%s %s: HTTP %d: %s%s%s", e.intro, e.Method, e.URL, e.StatusCode, shortened(e.Message), tail, e.note))
}

// AuthenticationError is HTTP 401: the API key is missing or wrong.
type AuthenticationError struct{ *APIError }

// PermissionError is HTTP 403: the key is valid, but not for this.
type PermissionError struct{ *APIError }

// NotFoundError is HTTP 404: there is no such thing, or it is not yours to see.
type NotFoundError struct{ *APIError }

// ValidationError is HTTP 422: the server refused a value; Body says which.
type ValidationError struct{ *APIError }

// RateLimitError is HTTP 429: too many requests; RetryAfter says how long to wait.
type RateLimitError struct{ *APIError }

// ServerError is HTTP 5xx: something failed behind the API.
type ServerError struct{ *APIError }

// Unwrap returns the APIError.
func (e *AuthenticationError) Unwrap() error { return e.APIError }

// Unwrap returns the APIError.
func (e *PermissionError) Unwrap() error { return e.APIError }

// Unwrap returns the APIError.
func (e *NotFoundError) Unwrap() error { return e.APIError }

// Unwrap returns the APIError.
func (e *ValidationError) Unwrap() error { return e.APIError }

// Unwrap returns the APIError.
func (e *RateLimitError) Unwrap() error { return e.APIError }

// Unwrap returns the APIError.
func (e *ServerError) Unwrap() error { return e.APIError }

func byStatus(e *APIError) error {
	switch {
	case e.StatusCode == 401:
		return &AuthenticationError{e}
	case e.StatusCode == 403:
		return &PermissionError{e}
	case e.StatusCode == 404:
		return &NotFoundError{e}
	case e.StatusCode == 422:
		return &ValidationError{e}
	case e.StatusCode == 429:
		return &RateLimitError{e}
	case e.StatusCode >= 500 && e.StatusCode <= 599:
		return &ServerError{e}
	}
	return e
}

// NetworkError says that there was no usable answer. It wraps the error of the caller's context, if that ended the call.
type NetworkError struct {
	Message string
	// Timeout tells that the call timed out.
	Timeout bool
	// MayHaveBeenProcessed tells that the request, or a part of it, may have reached a server.
	MayHaveBeenProcessed bool
	Attempts             []Attempt
	// PossibleSessions are the uuids of the sessions that a rental of unknown outcome may have started.
	PossibleSessions []string
	Err              error
}

func (e *NetworkError) Error() string { return printable(e.Message) }

// Unwrap returns the error of the context that ended the call.
func (e *NetworkError) Unwrap() error { return e.Err }

// Rejection is why a rental was refused.
type Rejection struct {
	ID     any
	Reason string
	Status any
}

// ProvisionRejectedError says that a rental was refused inside an HTTP 200: nothing was started, nothing is charged.
type ProvisionRejectedError struct {
	Rejections []Rejection
	RequestID  string
	// PossibleSessions are the uuids that the answer named all the same.
	PossibleSessions []string

	note string
}

func (e *ProvisionRejectedError) Error() string {
	var reasons []string
	for _, rejection := range e.Rejections {
		reasons = append(reasons, shortened(rejection.Reason))
	}
	return printable("the rental was refused: " + strings.Join(reasons, "; ") + e.note)
}

// DecodeError says that the answer is not JSON, or of the wrong kind altogether; a single odd field never is this.
type DecodeError struct {
	Message   string
	Body      []byte
	RequestID string
	// PossibleSessions are the uuids of the sessions that a rental of unknown outcome may have started.
	PossibleSessions []string
}

func (e *DecodeError) Error() string {
	if e.RequestID != "" {
		return printable(e.Message + " (request id " + e.RequestID + ")")
	}
	return printable(e.Message)
}

// StopError says that a session may still run and cost money: stopping it failed. It wraps what ended the block, if that
// failed as well, and else why the session could not be stopped.
type StopError struct {
	UUID string
	// Block is what ended the block, or nil.
	Block error
	// Stop is why stopping failed.
	Stop error
}

func (e *StopError) Error() string {
	text := fmt.Sprintf("session %s may still run and cost money; stopping it failed: %v", e.UUID, e.Stop)
	if e.Block != nil {
		text += fmt.Sprintf("; before that: %v", e.Block)
	}
	return text
}

// Unwrap returns what ended the block, or why stopping failed.
func (e *StopError) Unwrap() error {
	if e.Block != nil {
		return e.Block
	}
	return e.Stop
}

// IsAuthError reports whether err, or one that it wraps, is an AuthenticationError.
func IsAuthError(err error) bool { return isA[*AuthenticationError](err) }

// IsNotFound reports whether err, or one that it wraps, is a NotFoundError.
func IsNotFound(err error) bool { return isA[*NotFoundError](err) }

// IsRateLimit reports whether err, or one that it wraps, is a RateLimitError.
func IsRateLimit(err error) bool { return isA[*RateLimitError](err) }

func isA[E error](err error) bool {
	var found E
	return errors.As(err, &found)
}

// messageIn returns what the body of an error says, and its code.
func messageIn(body any) (message, code string) {
	object, _ := body.(map[string]any)
	for _, key := range []string{"message", "error", "detail"} {
		if text, ok := object[key].(string); ok && strings.TrimSpace(text) != "" && message == "" {
			message = strings.TrimSpace(text)
		}
	}
	switch value := object["code"].(type) {
	case string:
		code = value
	case json.Number:
		code = value.String()
	}
	if message == "" {
		message = "no reason given"
	}
	return message, code
}

func shortened(text string) string {
	if runes := []rune(text); len(runes) > 300 {
		return string(runes[:300])
	}
	return text
}

// printable escapes what a terminal would act upon: a message may quote a server.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && (r < 0x20 || r >= 0x7f && r < 0xa0) {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
