package octaspace

// The names that the reference client for Go has for what is generated here under others. A program written against it
// needs a changed import path, and what MIGRATION.md lists.
type (
	ListNodesParams             = NodesListParams
	ListSessionsParams          = SessionsListParams
	LogsParams                  = ServicesSessionLogsParams
	StopParams                  = ServicesSessionStopParams
	MachineRentalCreateParams   = ServicesMRCreateParams
	MachineRentalCreateResponse = SessionCreated
	VPNCreateParams             = ServicesVPNCreateParams
	VPNCreateResponse           = SessionCreated
	SessionProxy                = ServicesSessionResource
	MachineRentalResource       = ServicesMRResource
	VPNResource                 = ServicesVPNResource
	RenderResource              = ServicesRenderResource
	ServicesResource            = ServicesResources
)

// The values of Session.Service.
const (
	ServiceMR     = "mr" // a machine
	ServiceVPN    = "vpn"
	ServiceRender = "render"
)
