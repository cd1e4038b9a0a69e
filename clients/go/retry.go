package octaspace

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	firstWait     = 500 * time.Millisecond
	maxWait       = 8 * time.Second
	maxRetryAfter = time.Minute // a longer wait is for the caller to decide
)

func retryable(status int) bool {
	switch status {
	case 408, 429, 500, 502, 503, 504:
		return true
	}
	return false
}

// backoff returns how long to wait before a retry, counted from 0: full jitter below 0.5, 1, 2 ... 8 s.
func backoff(retry int, random float64) time.Duration {
	limit := math.Min(float64(firstWait)*math.Pow(2, math.Min(float64(retry), 10)), float64(maxWait))
	return time.Duration(random * limit)
}

// retryAfter returns what the header asks for, a number of seconds or a date; nil when it says nothing usable.
func retryAfter(header http.Header, now time.Time) *time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "_xXpP") {
		if seconds >= 0 && seconds < math.MaxInt64/float64(time.Second) {
			return pointer(time.Duration(seconds * float64(time.Second)))
		}
		return nil
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return nil
	}
	// A date is measured from the server's own clock, where it said what that shows.
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	if left := until.Sub(now); left > 0 {
		return &left
	}
	return pointer(time.Duration(0))
}

// retryBudget is a client's allowance for retries: when many calls fail it is soon gone, and the others fail at once.
type retryBudget struct {
	mutex sync.Mutex
	spent int
}

const (
	budgetCapacity = 100
	budgetCost     = 5
)

// acquire returns whether one more retry is affordable, and takes it if so.
func (b *retryBudget) acquire() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.spent > budgetCapacity-budgetCost {
		return false
	}
	b.spent += budgetCost
	return true
}

// release notes that a call has succeeded.
func (b *retryBudget) release(retried bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.spent--
	if retried {
		b.spent -= budgetCost - 1
	}
	if b.spent < 0 {
		b.spent = 0
	}
}
