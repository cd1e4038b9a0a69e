package octaspace_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	octaspace "github.com/octaspace/octaspace-sdk/clients/go"
)

func Example() {
	client := octaspace.NewClient(os.Getenv("OCTA_API_KEY"))
	ctx := context.Background()
	account, err := client.Accounts.Profile(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Email, account.BalanceOcta(), "OCTA")
}

func ExampleNewClient() {
	client := octaspace.NewClient(
		os.Getenv("OCTA_API_KEY"),
		octaspace.WithBaseURLs([]string{"https://api.octa.space", "https://api.octa.computer"}),
		octaspace.WithTimeout(15*time.Second),
		octaspace.WithMaxRetries(3),
		octaspace.WithLogger(octaspace.NewStdLogger(log.Default())),
		octaspace.WithOnDrift(func(drift octaspace.Drift) { log.Println(drift.Operation, drift.Path) }),
	)
	defer client.Close()
}

func ExampleServicesMRResource_Rented() {
	client := octaspace.NewClient(os.Getenv("OCTA_API_KEY"))
	params := &octaspace.MachineRentalCreateParams{
		NodeID:   98765,
		DiskSize: 50,
		Image:    "ubuntu:24.04",
		Ports:    []int{22},
		Envs:     map[string]string{"TOKEN": "secret"},
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // they stop the session too
	defer cancel()
	err := client.Services.MR.Rented(ctx, params, nil,
		func(ctx context.Context, session *octaspace.RunningSession) error {
			logs, err := session.Logs(ctx, nil)
			if err == nil {
				fmt.Println(session.UUID(), logs.Container)
			}
			return err // the session is stopped, whatever this returns
		})
	var refused *octaspace.ProvisionRejectedError
	if errors.As(err, &refused) {
		fmt.Println("refused:", refused.Rejections)
	}
}

func ExampleServicesResources_Session() {
	client := octaspace.NewClient(os.Getenv("OCTA_API_KEY"))
	ctx := context.Background()
	recent := true
	session := client.Services.Session("550e8400-e29b-41d4-a716-446655440000")
	if _, err := session.Logs(ctx, &octaspace.LogsParams{Recent: &recent}); octaspace.IsNotFound(err) {
		return
	}
	_ = session.Stop(ctx, nil)
}

func ExampleNodesResource_List() {
	client := octaspace.NewClient(os.Getenv("OCTA_API_KEY"))
	country := "DE"
	nodes, err := client.Nodes.List(context.Background(), &octaspace.ListNodesParams{Country: &country})
	for _, node := range nodes {
		fmt.Printf("node %d %s %s\n", node.ID, node.Location.City, node.State)
	}
	var failed *octaspace.APIError
	if errors.As(err, &failed) {
		fmt.Println(failed.StatusCode, failed.Message)
	}
}

func ExampleServicesVPNResource_Create() {
	client := octaspace.NewClient(os.Getenv("OCTA_API_KEY"))
	created, err := client.Services.VPN.Create(context.Background(), &octaspace.VPNCreateParams{
		NodeID:   12345,
		SubKind:  "v2ray",
		Protocol: "vmess",
		Extra:    map[string]any{"custom_field": "value"},
	})
	if err == nil {
		fmt.Println(created.UUID)
	}
}
