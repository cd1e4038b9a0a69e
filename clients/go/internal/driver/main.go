// Command driver lets the table of conformance/ use this client: a JSON object a line comes in, one goes out.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"time"

	octaspace "github.com/octaspace/octaspace-sdk/clients/go"
)

// virtualTime is a clock that moves on in place of waiting, and notes each wait.
type virtualTime struct {
	mutex   sync.Mutex
	skipped time.Duration
	waits   []float64
	jitter  float64
}

func (v *virtualTime) Now() time.Time {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return time.Now().Add(v.skipped)
}

func (v *virtualTime) Sleep(_ context.Context, duration time.Duration) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	v.waits = append(v.waits, duration.Seconds())
	v.skipped += duration
}

func (v *virtualTime) Random() float64 { return v.jitter }

// driver is one client at a time, and what it said.
type driver struct {
	client *octaspace.Client
	time   *virtualTime
	log    []string
	drift  []map[string]any
	events []string
}

func (d *driver) Debugf(format string, args ...any) {
	d.log = append(d.log, fmt.Sprintf(format, args...))
}
func (d *driver) Errorf(format string, args ...any) {
	d.log = append(d.log, fmt.Sprintf(format, args...))
}

type object = map[string]any

func (d *driver) open(options arguments) object {
	d.time = &virtualTime{jitter: get[float64](options, "jitter")}
	d.log, d.drift, d.events = nil, nil, nil
	d.client = octaspace.NewClient(get[string](options, "api_key"),
		octaspace.WithBaseURLs(get[[]string](options, "base_urls")),
		octaspace.WithTimeout(seconds(get[float64](options, "timeout"))),
		octaspace.WithMaxRetries(get[int](options, "max_retries")),
		octaspace.WithLogger(d),
		octaspace.WithClock(d.time),
		octaspace.WithOnRequest(func(e octaspace.RequestEvent) {
			d.events = append(d.events, fmt.Sprintf("%s %d", e.Operation, e.Attempt))
		}),
		octaspace.WithOnResponse(func(e octaspace.ResponseEvent) {
			status := "None"
			if e.Status != 0 {
				status = fmt.Sprint(e.Status)
			}
			d.events = append(d.events, fmt.Sprintf("%s %d %s", e.Operation, e.Attempt, status))
		}),
		octaspace.WithOnDrift(func(e octaspace.Drift) {
			d.drift = append(d.drift, object{"operation": e.Operation, "path": e.Path, "expected": e.Expected, "got": e.Got, "sample": e.Sample})
		}),
	)
	if agent := get[string](options, "user_agent"); agent != "" {
		d.client = d.client.With(octaspace.WithUserAgent(agent))
	}
	return object{}
}

func seconds(value float64) time.Duration { return time.Duration(value * float64(time.Second)) }

func (d *driver) call(name string, a arguments) (answer object) {
	d.time.waits = nil
	started := time.Now()
	defer func() {
		switch wrong := recover().(type) {
		case nil:
		case *octaspace.ArgumentError:
			answer = object{"error": described(wrong)}
		default:
			panic(wrong)
		}
		answer["seconds"], answer["waits"] = time.Since(started).Seconds(), append([]float64{}, d.time.waits...)
	}()
	value, err := d.value(name, a)
	if err != nil {
		return object{"error": described(err)}
	}
	return object{"value": written(reflect.ValueOf(value))}
}

func (d *driver) value(name string, a arguments) (any, error) {
	ctx := context.Background()
	switch name {
	case "request":
		var idempotent *bool = get[*bool](a, "idempotent")
		custom := octaspace.CustomRequest{
			Method: get[string](a, "method"), Path: get[string](a, "path"), Params: query(a, "params"),
			JSON: get[any](a, "json"), Idempotent: idempotent,
		}
		return d.client.Request(ctx, custom)
	case "wait_ready":
		seen := []string{}
		_, err := d.client.Services.Session(get[string](a, "uuid")).WaitReady(ctx, &octaspace.WaitOptions{
			Timeout: seconds(get[float64](a, "timeout")), PollInterval: seconds(get[float64](a, "poll_interval")),
			OnProgress: func(info *octaspace.SessionInfo) { seen = append(seen, info.Progress) },
		})
		return seen, err
	case "rented":
		return d.rented(ctx, a)
	case "download":
		return d.download(ctx, a)
	}
	call, ok := calls[name]
	if !ok {
		return nil, fmt.Errorf("there is neither an operation nor a helper %s", name)
	}
	return call(ctx, d.client, a)
}

func (d *driver) rented(ctx context.Context, a arguments) (any, error) {
	service, fail := get[string](a, "service"), get[string](a, "fail")
	if service == "" {
		service = "mr"
	}
	options := &octaspace.RentalOptions{Score: get[*int64](a, "score"), StopUnknown: get[string](a, "on_unknown") == "stop"}
	options.Timeout, options.PollInterval = seconds(get[float64](a, "ready_timeout")), seconds(get[float64](a, "poll_interval"))
	renting, ok := rentals["services."+service+".create"]
	if !ok {
		return nil, fmt.Errorf("services.%s.create starts no session", service)
	}
	var found object
	err := renting(ctx, d.client, a, options, func(_ context.Context, session *octaspace.RunningSession) error {
		if fail != "" {
			return &octaspace.ArgumentError{Message: fail}
		}
		found = object{"uuid": session.UUID(), "progress": session.Details.Progress}
		return nil
	})
	return found, err
}

func (d *driver) download(ctx context.Context, a arguments) (any, error) {
	folder := get[string](a, "folder")
	err := d.client.Nodes.DownloadLogsTo(ctx, get[int64](a, "node_id"), filepath.Join(folder, "logs"))
	left := object{}
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		content, _ := os.ReadFile(filepath.Join(folder, entry.Name()))
		left[entry.Name()] = base64.StdEncoding.EncodeToString(content)
	}
	text, _ := json.Marshal(left)
	d.events = append(d.events, "left "+string(text))
	return left, err
}

// arguments are those of a call, still as JSON.
type arguments map[string]json.RawMessage

// get returns an argument; its zero value where there is none. A type that the compiler would refuse is an ArgumentError.
func get[T any](a arguments, name string) (found T) {
	if raw, ok := a[name]; ok {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		if err := decoder.Decode(&found); err != nil {
			panic(&octaspace.ArgumentError{Message: fmt.Sprintf("%s must be %T, says the compiler: %v", name, found, err)})
		}
		if plain, ok := any(found).(json.Number); ok {
			if whole, err := plain.Int64(); err == nil {
				found, _ = any(whole).(T)
			}
		}
	}
	return found
}

// params returns the struct of the arguments; nil when there are none.
func params[T any](a arguments, made *T) *T {
	if len(a) == 0 {
		return nil
	}
	return made
}

func query(a arguments, name string) url.Values {
	given := get[map[string]any](a, name)
	if given == nil {
		return nil
	}
	found := url.Values{}
	for key, value := range given {
		items, ok := value.([]any)
		if !ok {
			items = []any{value}
		}
		for _, item := range items {
			if item != nil {
				found.Add(key, fmt.Sprint(item))
			}
		}
	}
	return found
}

// written returns a value as JSON, with the names of the wire and the properties in practical units.
func written(value reflect.Value) any {
	if !value.IsValid() {
		return nil
	}
	switch found := value.Interface().(type) {
	case *big.Int:
		if found == nil {
			return nil
		}
		return found
	case *octaspace.Decimal:
		if found == nil {
			return nil
		}
		return found.String()
	case *time.Time:
		if found == nil {
			return nil
		}
		return found.Format(time.RFC3339Nano)
	case []byte:
		return object{"base64": base64.StdEncoding.EncodeToString(found)}
	}
	switch value.Kind() {
	case reflect.Ptr, reflect.Interface:
		if value.IsNil() {
			return nil
		}
		return written(value.Elem())
	case reflect.Slice:
		if value.IsNil() {
			return nil
		}
		items := []any{}
		for i := 0; i < value.Len(); i++ {
			items = append(items, written(value.Index(i)))
		}
		return items
	case reflect.Map:
		if value.IsNil() {
			return nil
		}
		items := object{}
		for _, key := range value.MapKeys() {
			items[key.String()] = written(value.MapIndex(key))
		}
		return items
	case reflect.Struct:
		return model(value)
	}
	return value.Interface()
}

func model(value reflect.Value) object {
	found := object{}
	kept, _ := value.FieldByName("Undescribed").Interface().(map[string]any)
	for i := 0; i < value.NumField(); i++ {
		wire := strings.Split(value.Type().Field(i).Tag.Get("json"), ",")[0]
		if wire == "-" {
			continue
		}
		found[wire] = written(value.Field(i))
		if odd, ok := kept[wire]; ok {
			found[wire] = odd
		}
	}
	for name, method := range derived[value.Type().Name()] {
		found[name] = written(value.MethodByName(method).Call(nil)[0])
	}
	return found
}

// described returns what a program can see of an error.
func described(err error) object {
	facts := object{"kind": "other", "message": err.Error()}
	var failed *octaspace.APIError
	var lost *octaspace.NetworkError
	var refused *octaspace.ProvisionRejectedError
	var unreadable *octaspace.DecodeError
	var argument *octaspace.ArgumentError
	var configuration *octaspace.ConfigurationError
	switch {
	case errors.As(err, &failed):
		facts["kind"] = kindOf(err, failed)
		facts["status_code"], facts["code"], facts["body"] = failed.StatusCode, orNil(failed.Code), failed.Body
		facts["request_id"], facts["method"], facts["url"] = orNil(failed.RequestID), failed.Method, failed.URL
		facts["attempts"], facts["possible_sessions"] = attempts(failed.Attempts), failed.PossibleSessions
		if failed.RetryAfter != nil {
			facts["retry_after"] = failed.RetryAfter.Seconds()
		}
	case errors.As(err, &lost):
		facts["kind"] = map[bool]string{true: "RequestTimeoutError", false: "ConnectionFailedError"}[lost.Timeout]
		facts["may_have_been_processed"], facts["attempts"] = lost.MayHaveBeenProcessed, attempts(lost.Attempts)
		facts["possible_sessions"] = lost.PossibleSessions
	case errors.As(err, &refused):
		facts["kind"], facts["request_id"] = "ProvisionRejectedError", orNil(refused.RequestID)
		facts["possible_sessions"] = refused.PossibleSessions
		var rejections []object
		for _, each := range refused.Rejections {
			rejections = append(rejections, object{"id": each.ID, "reason": each.Reason, "status": each.Status})
		}
		facts["rejections"] = rejections
	case errors.As(err, &unreadable):
		facts["kind"], facts["request_id"] = "DecodeError", orNil(unreadable.RequestID)
		facts["possible_sessions"] = unreadable.PossibleSessions
	case errors.As(err, &argument):
		facts["kind"] = "ValueError"
	case errors.As(err, &configuration):
		facts["kind"] = "ConfigurationError"
	}
	return facts
}

func kindOf(err error, failed *octaspace.APIError) string {
	kinds := map[int]string{502: "BadGatewayError", 503: "ServiceUnavailableError", 504: "GatewayTimeoutError"}
	var unstopped *octaspace.StopError
	if errors.As(err, &unstopped) {
		err = unstopped.Unwrap()
	}
	name := fmt.Sprintf("%T", err)
	name = name[strings.LastIndex(name, ".")+1:]
	if name == "PermissionError" {
		name = "PermissionDeniedError"
	}
	if special, ok := kinds[failed.StatusCode]; ok && name == "ServerError" {
		return special // Go has one type for all of them
	}
	return name
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func attempts(all []octaspace.Attempt) []object {
	found := []object{}
	for _, each := range all {
		var status any
		if each.Status != 0 {
			status = each.Status
		}
		found = append(found, object{"host": each.Host, "outcome": each.Outcome, "status": status})
	}
	return found
}

func main() {
	d := &driver{}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var command struct {
			Do        string
			Call      string
			Client    arguments
			Arguments arguments
			Seconds   float64
		}
		if err := json.Unmarshal(line, &command); err != nil {
			panic(err)
		}
		var answer object
		switch command.Do {
		case "open":
			answer = d.open(command.Client)
		case "call":
			answer = d.call(command.Call, command.Arguments)
		case "advance":
			d.time.mutex.Lock()
			d.time.skipped += seconds(command.Seconds)
			d.time.mutex.Unlock()
			answer = object{}
		case "close":
			d.client.Close()
			answer = object{"log": d.log, "drift": d.drift, "events": d.events, "shown": fmt.Sprintf("%v %#v", d.client, d.client)}
		}
		encoded, err := json.Marshal(answer)
		if err != nil {
			panic(err)
		}
		os.Stdout.Write(append(encoded, '\n'))
	}
}
