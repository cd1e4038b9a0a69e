// Code generated from openapi.yaml by make clients. DO NOT EDIT.

package octaspace

import (
	"context"
	"math/big"
	"net/url"
)

// AccountsResource: The account that the API key belongs to, its balance and its wallet.
type AccountsResource struct {
	client *Client
}

// Profile returns the profile of the account.
//
// The balance is in Wei, as a number or as quoted digits, and may be above 2^64.
//
// GET /accounts
func (r *AccountsResource) Profile(ctx context.Context) (*Account, error) {
	given := values{}

	return execute[*Account](ctx, r.client, &opAccountsProfile, given)
}

// GenerateWallet generates a new wallet for the account.
//
// Takes no body. Answers with the whole account, with nothing but the new address, or with the wallet and its network.
//
// POST /accounts
func (r *AccountsResource) GenerateWallet(ctx context.Context) (*Wallet, error) {
	given := values{}

	return execute[*Wallet](ctx, r.client, &opAccountsGenerateWallet, given)
}

// Balance returns the balance of the account in Wei.
//
// The balance arrives as a number, as quoted digits or as null, and may be above 2^64.
//
// GET /accounts/balance
func (r *AccountsResource) Balance(ctx context.Context) (*big.Int, error) {
	given := values{}

	return execute[*big.Int](ctx, r.client, &opAccountsBalance, given)
}

// AppsResource: The catalogue of applications that can be started on a machine.
type AppsResource struct {
	client *Client
}

// List lists the application catalogue.
//
// Needs no API key. The live service sends the ports as JSON text, its documentation shows arrays.
//
// GET /apps
func (r *AppsResource) List(ctx context.Context) ([]App, error) {
	given := values{}

	return execute[[]App](ctx, r.client, &opAppsList, given)
}

// IdleJobsResource: Idle jobs of a node, their status and their logs.
type IdleJobsResource struct {
	client *Client
}

// Find returns the status of an idle job.
//
// GET /idle_jobs/{node_id}/{job_id}
func (r *IdleJobsResource) Find(ctx context.Context, nodeID int64, jobID int64) (*IdleJob, error) {
	given := values{}
	given["node_id"] = nodeID
	given["job_id"] = jobID

	return execute[*IdleJob](ctx, r.client, &opIdleJobsFind, given)
}

// Logs returns the logs of an idle job.
//
// The logs arrive as base64 of gzip of text, or as a list of lines.
//
// GET /idle_jobs/{node_id}/{job_id}/logs
func (r *IdleJobsResource) Logs(ctx context.Context, nodeID int64, jobID int64) (string, error) {
	given := values{}
	given["node_id"] = nodeID
	given["job_id"] = jobID

	return execute[string](ctx, r.client, &opIdleJobsLogs, given)
}

// NetworkResource: Public statistics of the whole network.
type NetworkResource struct {
	client *Client
}

// Info returns public statistics of the network.
//
// Needs no API key.
//
// GET /network
func (r *NetworkResource) Info(ctx context.Context) (*NetworkInfo, error) {
	given := values{}

	return execute[*NetworkInfo](ctx, r.client, &opNetworkInfo, given)
}

// NodesListParams are the arguments of nodes.list. What is left at its zero value is left out.
type NodesListParams struct {
	// Only nodes in this country, two-letter ISO code such as DE.
	Country *string
	// Only nodes that can run the application with this UUID.
	AppUUID *string
}

func (p *NodesListParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	if p.Country != nil {
		given["country"] = *p.Country
	}
	if p.AppUUID != nil {
		given["app_uuid"] = *p.AppUUID
	}
	return given
}

// NodesResource: The compute nodes that the account owns.
type NodesResource struct {
	client *Client
}

// List lists the compute nodes of the account.
//
// GET /nodes
func (r *NodesResource) List(ctx context.Context, params *NodesListParams) ([]Node, error) {
	given := params.values()

	return execute[[]Node](ctx, r.client, &opNodesList, given)
}

// Find returns one compute node.
//
// Answers in another shape than the list of nodes: the system block is under `data` and names its memory differently, the agent version is `data.version`, and there are no prices.
//
// GET /nodes/{id}
func (r *NodesResource) Find(ctx context.Context, nodeID int64) (*NodeDetail, error) {
	given := values{}
	given["node_id"] = nodeID

	return execute[*NodeDetail](ctx, r.client, &opNodesFind, given)
}

// DownloadIdent downloads the identity file of a node.
//
// GET /nodes/{id}/ident
func (r *NodesResource) DownloadIdent(ctx context.Context, nodeID int64) ([]byte, error) {
	given := values{}
	given["node_id"] = nodeID

	return execute[[]byte](ctx, r.client, &opNodesDownloadIdent, given)
}

// DownloadIdentTo downloads the identity file of a node and writes it into a file, which has its name only when it is whole and on the disk.
func (r *NodesResource) DownloadIdentTo(ctx context.Context, nodeID int64, path string) error {
	given := values{}
	given["node_id"] = nodeID

	return download(ctx, r.client, &opNodesDownloadIdent, given, path)
}

// DownloadLogs downloads the log archive of a node.
//
// The archive can be large.
//
// GET /nodes/{id}/logs
func (r *NodesResource) DownloadLogs(ctx context.Context, nodeID int64) ([]byte, error) {
	given := values{}
	given["node_id"] = nodeID

	return execute[[]byte](ctx, r.client, &opNodesDownloadLogs, given)
}

// DownloadLogsTo downloads the log archive of a node and writes it into a file, which has its name only when it is whole and on the disk.
func (r *NodesResource) DownloadLogsTo(ctx context.Context, nodeID int64, path string) error {
	given := values{}
	given["node_id"] = nodeID

	return download(ctx, r.client, &opNodesDownloadLogs, given, path)
}

// UpdatePrices sets the prices of a node.
//
// Any object is sent as given; without prices the request has no body at all.
//
// PATCH /nodes/{id}/prices
func (r *NodesResource) UpdatePrices(ctx context.Context, nodeID int64, prices map[string]any) error {
	given := values{}
	given["node_id"] = nodeID
	if prices != nil {
		given["prices"] = prices
	}

	return perform(ctx, r.client, &opNodesUpdatePrices, given)
}

// Reboot reboots a node.
//
// A GET request that acts, so sending it twice reboots the node twice.
//
// GET /nodes/{id}/reboot
func (r *NodesResource) Reboot(ctx context.Context, nodeID int64) error {
	given := values{}
	given["node_id"] = nodeID

	return perform(ctx, r.client, &opNodesReboot, given)
}

// ServicesMRCreateParams are the arguments of services.mr.create. What is left at its zero value is left out, unless it is required.
type ServicesMRCreateParams struct {
	// Id of the node.
	NodeID int64 // required
	// Disk size in gigabytes.
	DiskSize int64 // required
	// Container image.
	Image string // required
	// UUID of the application, empty for an image of one's own.
	App string
	// Environment variables of the container.
	Envs map[string]string
	// TCP ports to open.
	Ports []int
	// HTTP ports to open through the reverse proxy.
	HTTPPorts []int
	// Command to start in the container, empty for the one of the image.
	StartCommand string
	// Entrypoint of the container, empty for the one of the image.
	Entrypoint string
	// Id of an organization, left out when not given.
	OrganizationID any
	// Id of a project, left out when not given.
	ProjectID any
	// Further keys of the request body, merged in last: they win over the other arguments
	Extra map[string]any
}

func (p *ServicesMRCreateParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	given["node_id"] = p.NodeID
	given["disk_size"] = p.DiskSize
	given["image"] = p.Image
	if p.App != "" {
		given["app"] = p.App
	}
	if p.Envs != nil {
		given["envs"] = p.Envs
	}
	if p.Ports != nil {
		given["ports"] = p.Ports
	}
	if p.HTTPPorts != nil {
		given["http_ports"] = p.HTTPPorts
	}
	if p.StartCommand != "" {
		given["start_command"] = p.StartCommand
	}
	if p.Entrypoint != "" {
		given["entrypoint"] = p.Entrypoint
	}
	if p.OrganizationID != nil {
		given["organization_id"] = p.OrganizationID
	}
	if p.ProjectID != nil {
		given["project_id"] = p.ProjectID
	}
	if p.Extra != nil {
		given["extra"] = p.Extra
	}
	return given
}

// ServicesMRResource: Machine rental, machines for rent and starting one.
type ServicesMRResource struct {
	client *Client
}

// List lists the machines for rent.
//
// GET /services/mr
func (r *ServicesMRResource) List(ctx context.Context, query url.Values) ([]MachineRental, error) {
	given := values{}
	if query != nil {
		given["query"] = query
	}

	return execute[[]MachineRental](ctx, r.client, &opServicesMRList, given)
}

// Create rents a machine.
//
// May refuse inside a successful answer: then the body is a list of rejections in place of the new session.
//
// POST /services/mr
func (r *ServicesMRResource) Create(ctx context.Context, params *ServicesMRCreateParams) (*SessionCreated, error) {
	given := params.values()

	return execute[*SessionCreated](ctx, r.client, &opServicesMRCreate, given)
}

// Rented starts a session, waits until it is ready, calls the function with it, and stops it whatever happens.
//
// A context that is done ends the waiting, and the function as far as it watches its context; make it with signal.NotifyContext, or
// a signal ends the program and the session runs on. The request for the session is not broken off, but ends in WithTimeout.
func (r *ServicesMRResource) Rented(ctx context.Context, params *ServicesMRCreateParams, options *RentalOptions, block func(context.Context, *RunningSession) error) error {
	given := params.values()

	return rented(ctx, r.client, &opServicesMRCreate, given, options, block)
}

// ServicesRenderCreateParams are the arguments of services.render.create. What is left at its zero value is left out, unless it is required.
type ServicesRenderCreateParams struct {
	// Id of the node.
	NodeID int64 // required
	// Disk size in gigabytes.
	DiskSize int64 // required
	// Environment variables of the container.
	Envs map[string]string
	// Whether to run a worker for several GPUs.
	MultiGPUWorker *bool
	// Further keys of the request body, merged in last: they win over the other arguments
	Extra map[string]any
}

func (p *ServicesRenderCreateParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	given["node_id"] = p.NodeID
	given["disk_size"] = p.DiskSize
	if p.Envs != nil {
		given["envs"] = p.Envs
	}
	if p.MultiGPUWorker != nil {
		given["multi_gpu_worker"] = *p.MultiGPUWorker
	}
	if p.Extra != nil {
		given["extra"] = p.Extra
	}
	return given
}

// ServicesRenderResource: Machines for rendering and starting a render session.
type ServicesRenderResource struct {
	client *Client
}

// List lists the machines for rendering.
//
// Answers in the shape of the machines for rent.
//
// GET /services/render
func (r *ServicesRenderResource) List(ctx context.Context, query url.Values) ([]MachineRental, error) {
	given := values{}
	if query != nil {
		given["query"] = query
	}

	return execute[[]MachineRental](ctx, r.client, &opServicesRenderList, given)
}

// Create starts a render session.
//
// POST /services/render
func (r *ServicesRenderResource) Create(ctx context.Context, params *ServicesRenderCreateParams) (*SessionCreated, error) {
	given := params.values()

	return execute[*SessionCreated](ctx, r.client, &opServicesRenderCreate, given)
}

// Rented starts a session, waits until it is ready, calls the function with it, and stops it whatever happens.
//
// A context that is done ends the waiting, and the function as far as it watches its context; make it with signal.NotifyContext, or
// a signal ends the program and the session runs on. The request for the session is not broken off, but ends in WithTimeout.
func (r *ServicesRenderResource) Rented(ctx context.Context, params *ServicesRenderCreateParams, options *RentalOptions, block func(context.Context, *RunningSession) error) error {
	given := params.values()

	return rented(ctx, r.client, &opServicesRenderCreate, given, options, block)
}

// ServicesSessionLogsParams are the arguments of services.session.logs. What is left at its zero value is left out.
type ServicesSessionLogsParams struct {
	// True for a finished session, left out for a running one.
	Recent *bool
}

func (p *ServicesSessionLogsParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	if p.Recent != nil {
		given["recent"] = *p.Recent
	}
	return given
}

// ServicesSessionStopParams are the arguments of services.session.stop. What is left at its zero value is left out.
type ServicesSessionStopParams struct {
	// Score of the session, 1 to 5.
	Score *int64
}

func (p *ServicesSessionStopParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	if p.Score != nil {
		given["score"] = *p.Score
	}
	return given
}

// ServicesSessionResource: One session, its details, its logs and stopping it.
type ServicesSessionResource struct {
	client *Client
	uuid   string
}

// Info returns the details of a session.
//
// The VPN configuration is text under `config`, or an address and a port for an HTTP proxy.
//
// GET /services/{uuid}/info
func (r *ServicesSessionResource) Info(ctx context.Context) (*SessionInfo, error) {
	given := values{}
	given["uuid"] = r.uuid

	return execute[*SessionInfo](ctx, r.client, &opServicesSessionInfo, given)
}

// Logs returns the logs of a session.
//
// A finished session needs `recent=true`; a running one is asked without it.
//
// GET /services/{uuid}/logs
func (r *ServicesSessionResource) Logs(ctx context.Context, params *ServicesSessionLogsParams) (*SessionLogs, error) {
	given := params.values()
	given["uuid"] = r.uuid

	return execute[*SessionLogs](ctx, r.client, &opServicesSessionLogs, given)
}

// Stop stops a session.
//
// Sends no body, or the score of the session. The service also takes GET on this path, which older programs send: it stops the session as well, so nothing must follow or repeat it as if it only read. An answer with words of its own that does not say `stopped` is no success: a page of a proxy stops nothing.
//
// POST /services/{uuid}/stop
func (r *ServicesSessionResource) Stop(ctx context.Context, params *ServicesSessionStopParams) error {
	given := params.values()
	given["uuid"] = r.uuid

	return perform(ctx, r.client, &opServicesSessionStop, given)
}

// ServicesVPNCreateParams are the arguments of services.vpn.create. What is left at its zero value is left out, unless it is required.
type ServicesVPNCreateParams struct {
	// Id of the node.
	NodeID int64 // required
	// Kind of VPN; known words are wg, openvpn, ss, v2ray and http_proxy, and others may come.
	SubKind string
	// Protocol of v2ray, ignored otherwise; known words are trojan, vmess and vless, and others may come.
	Protocol string
	// Id of an organization, left out when not given.
	OrganizationID any
	// Id of a project, left out when not given.
	ProjectID any
	// Further keys of the request body, merged in last: they win over the other arguments
	Extra map[string]any
}

func (p *ServicesVPNCreateParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	given["node_id"] = p.NodeID
	if p.SubKind != "" {
		given["subkind"] = p.SubKind
	}
	if p.Protocol != "" {
		given["protocol"] = p.Protocol
	}
	if p.OrganizationID != nil {
		given["organization_id"] = p.OrganizationID
	}
	if p.ProjectID != nil {
		given["project_id"] = p.ProjectID
	}
	if p.Extra != nil {
		given["extra"] = p.Extra
	}
	return given
}

// ServicesVPNResource: VPN relays and starting a VPN session.
type ServicesVPNResource struct {
	client *Client
}

// List lists the VPN relays.
//
// GET /services/vpn
func (r *ServicesVPNResource) List(ctx context.Context, query url.Values) ([]VPNRelay, error) {
	given := values{}
	if query != nil {
		given["query"] = query
	}

	return execute[[]VPNRelay](ctx, r.client, &opServicesVPNList, given)
}

// Create starts a VPN session.
//
// The subkind v2ray needs a protocol. Unknown keys are accepted.
//
// POST /services/vpn
func (r *ServicesVPNResource) Create(ctx context.Context, params *ServicesVPNCreateParams) (*SessionCreated, error) {
	given := params.values()

	return execute[*SessionCreated](ctx, r.client, &opServicesVPNCreate, given)
}

// Connected starts a session, waits until it is ready, calls the function with it, and stops it whatever happens.
//
// A context that is done ends the waiting, and the function as far as it watches its context; make it with signal.NotifyContext, or
// a signal ends the program and the session runs on. The request for the session is not broken off, but ends in WithTimeout.
func (r *ServicesVPNResource) Connected(ctx context.Context, params *ServicesVPNCreateParams, options *RentalOptions, block func(context.Context, *RunningSession) error) error {
	given := params.values()

	return rented(ctx, r.client, &opServicesVPNCreate, given, options, block)
}

// SessionsListParams are the arguments of sessions.list. What is left at its zero value is left out.
type SessionsListParams struct {
	// True lists the finished sessions in place of the running ones.
	Recent *bool
}

func (p *SessionsListParams) values() values {
	given := values{}
	if p == nil {
		return given
	}
	if p.Recent != nil {
		given["recent"] = *p.Recent
	}
	return given
}

// SessionsResource: The sessions of the account, running and finished.
type SessionsResource struct {
	client *Client
}

// List lists the sessions of the account.
//
// Lists the running sessions, or the finished ones with `recent=true`. The two listings have overlapping, not equal fields; a field that one of them does not have is simply absent.
//
// GET /sessions
func (r *SessionsResource) List(ctx context.Context, params *SessionsListParams) ([]Session, error) {
	given := params.values()

	return execute[[]Session](ctx, r.client, &opSessionsList, given)
}

// ServicesResources are the resources below Services.
type ServicesResources struct {
	MR     *ServicesMRResource
	Render *ServicesRenderResource
	VPN    *ServicesVPNResource
	client *Client
}

func newServicesResources(c *Client) *ServicesResources {
	return &ServicesResources{
		MR:     &ServicesMRResource{client: c},
		Render: &ServicesRenderResource{client: c},
		VPN:    &ServicesVPNResource{client: c},
		client: c,
	}
}

// Session: One session, its details, its logs and stopping it.
func (r *ServicesResources) Session(uuid string) *ServicesSessionResource {
	return &ServicesSessionResource{r.client, uuid}
}

// resources are the resources of a client.
type resources struct {
	Accounts *AccountsResource
	Apps     *AppsResource
	IdleJobs *IdleJobsResource
	Network  *NetworkResource
	Nodes    *NodesResource
	Sessions *SessionsResource
	Services *ServicesResources
}

func newResources(c *Client) resources {
	return resources{
		Accounts: &AccountsResource{client: c},
		Apps:     &AppsResource{client: c},
		IdleJobs: &IdleJobsResource{client: c},
		Network:  &NetworkResource{client: c},
		Nodes:    &NodesResource{client: c},
		Sessions: &SessionsResource{client: c},
		Services: newServicesResources(c),
	}
}

var (
	_ *big.Int
	_ url.Values
)
