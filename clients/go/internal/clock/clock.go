// Package clock holds time and chance, which tests replace.
package clock

import (
	"context"
	"math/rand"
	"time"
)

// Clock is what the policy of a call goes by.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, duration time.Duration)
	// Random returns a number from 0 to 1.
	Random() float64
}

// System is the real one.
type System struct{}

// Now returns the time.
func (System) Now() time.Time { return time.Now() }

// Random returns a random number.
func (System) Random() float64 { return rand.Float64() }

// Sleep returns when the duration is over, or when the context is done.
func (System) Sleep(ctx context.Context, duration time.Duration) {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
