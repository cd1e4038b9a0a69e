// Code generated from openapi.yaml by make clients. DO NOT EDIT.

package octaspace

import (
	"math/big"
	"reflect"
	"time"
)

var (
	_ *big.Int
	_ *time.Time
)

// Account: The account that the API key belongs to.
type Account struct {
	// UUID of the account.
	AccountUUID string `json:"account_uuid" octa:"required"`
	// URL of the picture of the account, empty when there is none.
	Avatar string `json:"avatar" octa:"required"`
	// Balance in Wei.
	Balance *big.Int `json:"balance" octa:"required"`
	// Email address of the account.
	Email string `json:"email" octa:"required"`
	// Referral code, null when there is none.
	RefCode string `json:"ref_code" octa:"required;nullable"`
	// Number of the account.
	UID int64 `json:"uid" octa:"required"`
	// Address of the wallet, empty when there is none.
	Wallet string `json:"wallet" octa:"required;secret"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Account) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Account) GoString() string { return describe(m) }

// BalanceOcta is Balance in practical units; nil when it is not known.
func (m Account) BalanceOcta() *Decimal {
	return octa(m.Balance)
}

// App: An application of the catalogue.
type App struct {
	// UUID of the application.
	UUID string `json:"uuid" octa:"required"`
	// Name of the application.
	Name string `json:"name" octa:"required"`
	// Container image.
	Image string `json:"image" octa:"required"`
	// Category of the application; an open set of words.
	Category string `json:"category" octa:"required"`
	// What the application is, may be empty.
	Description string `json:"description" octa:"required"`
	// Environment variables and their default values.
	Envs map[string]any `json:"envs" octa:"required;nullable;secret"`
	// TCP ports that the application listens on.
	Ports []int `json:"ports" octa:"required"`
	// HTTP ports that the application listens on.
	HTTPPorts []int `json:"http_ports" octa:"required"`
	// Whether the application is a personal one.
	Personal bool `json:"personal" octa:"required"`
	// Command that starts the application, may be empty.
	StartCommand string `json:"start_command,omitempty"`
	// More about the application, an open object.
	Extra map[string]any `json:"extra" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m App) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m App) GoString() string { return describe(m) }

// Balance: The balance of the account.
type Balance struct {
	// Balance in Wei, null when the service does not know it.
	Balance *big.Int `json:"balance" octa:"required;nullable"`
	// Currency of the balance, not always there.
	Currency string `json:"currency,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Balance) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Balance) GoString() string { return describe(m) }

// BalanceOcta is Balance in practical units; nil when it is not known.
func (m Balance) BalanceOcta() *Decimal {
	return octa(m.Balance)
}

// GPU: One GPU of a node, as the list of nodes shows it.
type GPU struct {
	// Index of the GPU in its machine.
	Idx *int64 `json:"idx,omitempty"`
	// Model of the GPU.
	Model string `json:"model" octa:"required"`
	// PCI bus id, from some nodes without the domain.
	BusID string `json:"bus_id,omitempty"`
	// Memory in megabytes.
	MemTotalMB float64 `json:"mem_total_mb" octa:"required"`
	// Free memory in megabytes.
	MemFreeMB *float64 `json:"mem_free_mb,omitempty"`
	// Temperature in degrees Celsius.
	GPUTemperature *int64 `json:"gpu_temperature,omitempty"`
	// Utilization in percent.
	GPUUtilization *int64 `json:"gpu_utilization,omitempty"`
	// Fan speed in percent.
	FanSpeed *int64 `json:"fan_speed,omitempty"`
	// Generation of the PCIe link.
	PcieLinkGen *int64 `json:"pcie_link_gen,omitempty"`
	// Lanes of the PCIe link.
	PcieLinkWidth *int64 `json:"pcie_link_width,omitempty"`
	// Power limit in watts.
	PowerLimitWatt *float64 `json:"power_limit_watt,omitempty"`
	// Default power limit in watts.
	PowerLimitDefaultWatt *float64 `json:"power_limit_default_watt,omitempty"`
	// Performance state.
	PState string `json:"pstate,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m GPU) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m GPU) GoString() string { return describe(m) }

// GPUDetail: One GPU of a node or of a machine for rent, with more than the list of nodes tells.
type GPUDetail struct {
	// Index of the GPU in its machine.
	Idx *int64 `json:"idx,omitempty"`
	// Model of the GPU.
	Model string `json:"model" octa:"required"`
	// PCI bus id, from some nodes without the domain.
	BusID string `json:"bus_id,omitempty"`
	// Memory in megabytes.
	MemTotalMB float64 `json:"mem_total_mb" octa:"required"`
	// Free memory in megabytes.
	MemFreeMB *float64 `json:"mem_free_mb,omitempty"`
	// Temperature in degrees Celsius.
	GPUTemperature *int64 `json:"gpu_temperature,omitempty"`
	// Utilization in percent.
	GPUUtilization *int64 `json:"gpu_utilization,omitempty"`
	// Fan speed in percent.
	FanSpeed *int64 `json:"fan_speed,omitempty"`
	// Generation of the PCIe link.
	PcieLinkGen *int64 `json:"pcie_link_gen,omitempty"`
	// Lanes of the PCIe link.
	PcieLinkWidth *int64 `json:"pcie_link_width,omitempty"`
	// Power limit in watts.
	PowerLimitWatt *float64 `json:"power_limit_watt,omitempty"`
	// Default power limit in watts.
	PowerLimitDefaultWatt *float64 `json:"power_limit_default_watt,omitempty"`
	// Performance state.
	PState string `json:"pstate,omitempty"`
	// Utilization of the memory in percent.
	MemUtilization *float64 `json:"mem_utilization,omitempty"`
	// Version of the GPU driver.
	DriverVersion string `json:"driver_version,omitempty"`
	// Whether a display is connected, in words.
	DisplayMode string `json:"display_mode,omitempty"`
	// Whether a display is in use, in words.
	DisplayActive string `json:"display_active,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m GPUDetail) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m GPUDetail) GoString() string { return describe(m) }

// GPUVendors: The GPUs of a machine, grouped by vendor.
type GPUVendors struct {
	// GPUs by NVIDIA.
	Nvidia []GPUDetail `json:"nvidia" octa:"required"`
	// GPUs by AMD.
	Amd []GPUDetail `json:"amd" octa:"required"`
	// GPUs by Intel.
	Intel []GPUDetail `json:"intel" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m GPUVendors) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m GPUVendors) GoString() string { return describe(m) }

// IdleJob: The status of an idle job.
type IdleJob struct {
	// Whether the job is running.
	IsUp bool `json:"is_up" octa:"required"`
	// How long the job has been up, in seconds, not always there.
	Uptime *int64 `json:"uptime,omitempty"`
	// Why the job failed, if it did.
	Error string `json:"error,omitempty" octa:"nullable"`
	// Id of the job.
	ID *int64 `json:"id,omitempty"`
	// Id of the node that runs the job.
	NodeID *int64 `json:"node_id,omitempty"`
	// Status of the job; an open set of words.
	Status string `json:"status,omitempty"`
	// Command that the job runs, not always there.
	Command string `json:"command,omitempty" octa:"nullable"`
	// When the job was created, as text.
	CreatedAt string `json:"created_at,omitempty" octa:"nullable"`
	// When the job ended, as text.
	FinishedAt string `json:"finished_at,omitempty" octa:"nullable"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m IdleJob) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m IdleJob) GoString() string { return describe(m) }

// CreatedAtUTC is CreatedAt in practical units; nil when it is not known.
func (m IdleJob) CreatedAtUTC() *time.Time {
	return timeFromText(m.CreatedAt)
}

// FinishedAtUTC is FinishedAt in practical units; nil when it is not known.
func (m IdleJob) FinishedAtUTC() *time.Time {
	return timeFromText(m.FinishedAt)
}

// IdleJobLogLine: One line of the logs of an idle job.
type IdleJobLogLine struct {
	// Number of the line.
	Line int64 `json:"line" octa:"required"`
	// Text of the line.
	Text string `json:"text" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m IdleJobLogLine) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m IdleJobLogLine) GoString() string { return describe(m) }

// IdleJobLogs: The logs of an idle job.
type IdleJobLogs struct {
	// Base64 of gzip of text, or a list of lines.
	Data any `json:"data" octa:"required;union=text|list of IdleJobLogLine"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m IdleJobLogs) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m IdleJobLogs) GoString() string { return describe(m) }

// MachineRental: A machine for rent or for rendering.
type MachineRental struct {
	// Id of the node.
	NodeID int64 `json:"node_id" octa:"required"`
	// Name of the country.
	Country string `json:"country" octa:"required"`
	// ISO code of the country.
	CountryISO string `json:"country_iso" octa:"required"`
	// City.
	City string `json:"city" octa:"required"`
	// Processor architecture.
	Arch string `json:"arch" octa:"required"`
	// Operating system and its version.
	OSVersion string `json:"os_version" octa:"required"`
	// Kind of virtualisation. Known words are none and kvm; others may come.
	Virt string `json:"virt" octa:"required"`
	// Type of the memory.
	MemoryType string `json:"memory_type" octa:"required"`
	// Processor model.
	CPUModelName string `json:"cpu_model_name" octa:"required"`
	// Vendor id of the processor.
	CPUVendorID string `json:"cpu_vendor_id" octa:"required"`
	// Number of processor cores.
	CPUCores int64 `json:"cpu_cores" octa:"required"`
	// Processor clock in MHz.
	CPUSpeed int64 `json:"cpu_speed" octa:"required"`
	// Memory clock in MHz.
	MemorySpeed int64 `json:"memory_speed" octa:"required"`
	// Memory in bytes.
	TotalMemory int64 `json:"total_memory" octa:"required"`
	// Free disk space in bytes.
	FreeDisk int64 `json:"free_disk" octa:"required"`
	// Disk speed in megabytes per second.
	DiskSpeedMBS int64 `json:"disk_speed_mbs" octa:"required"`
	// Version of CUDA, empty when there is none.
	CUDAVersion string `json:"cuda_version" octa:"required"`
	// Vendor of the GPUs, empty when there are none.
	GPUVendor string `json:"gpu_vendor" octa:"required"`
	// Whether the machine has a GPU.
	IsHasGPU bool `json:"is_has_gpu" octa:"required"`
	// Whether the machine runs Hive OS.
	IsHiveOS bool `json:"is_hive_os" octa:"required"`
	// Whether the machine runs in the Windows Subsystem for Linux.
	IsWSL bool `json:"is_wsl" octa:"required"`
	// Whether GPUs are passed through.
	GPUPT bool `json:"gpu_pt" octa:"required"`
	// Whether `gdm` is set for the machine; its meaning is not documented.
	GDM bool `json:"gdm" octa:"required"`
	// Benchmark score for AI work, 0 when there is none.
	AIScore float64 `json:"ai_score" octa:"required"`
	// Benchmark score for Blender, 0 when there is none.
	BlenderScore float64 `json:"blender_score" octa:"required"`
	// Benchmark score for Blender with CUDA, not always there.
	BlenderCUDAScore *float64 `json:"blender_cuda_score,omitempty"`
	// Benchmark score for Blender on the processor, not always there.
	BlenderCPUScore *float64 `json:"blender_cpu_score,omitempty"`
	// Benchmark score for Blender with OptiX, not always there.
	BlenderOptixScore *float64 `json:"blender_optix_score,omitempty"`
	// Whether the prices are set in USD, not in OCTA.
	CurrencyUSD bool `json:"currency_usd" octa:"required"`
	// USD per OCTA, which converts the prices when they are not set in USD.
	MarketPrice *Decimal `json:"market_price" octa:"required"`
	// Total price in USD per hour.
	TotalPriceUSD *Decimal `json:"total_price_usd" octa:"required"`
	// Base price in USD per hour, times 10 000.
	BaseUSD *int64 `json:"base_usd" octa:"required"`
	// Price of storage in USD per hour, times 10 000.
	StorageUSD *int64 `json:"storage_usd" octa:"required"`
	// Price of traffic in USD per hour, times 10 000.
	TrafficUSD *int64 `json:"traffic_usd" octa:"required"`
	// Total price in OCTA per hour.
	TotalPriceEther *Decimal `json:"total_price_ether" octa:"required"`
	// Total price in Wei.
	TotalPriceWei *big.Int `json:"total_price_wei" octa:"required"`
	// Base price in Wei.
	Base *big.Int `json:"base" octa:"required"`
	// Base price in OCTA per hour.
	BaseEther *Decimal `json:"base_ether" octa:"required"`
	// Price of storage in Wei.
	Storage *big.Int `json:"storage" octa:"required"`
	// Price of storage in OCTA per hour.
	StorageEther *Decimal `json:"storage_ether" octa:"required"`
	// Price of traffic in Wei.
	Traffic *big.Int `json:"traffic" octa:"required"`
	// Price of traffic in OCTA per hour.
	TrafficEther *Decimal `json:"traffic_ether" octa:"required"`
	// Download speed, in bytes per second when above 100 000, else in Mbit/s.
	NetDownMbits int64 `json:"net_down_mbits" octa:"required"`
	// Upload speed, in bytes per second when above 100 000, else in Mbit/s.
	NetUpMbits int64 `json:"net_up_mbits" octa:"required"`
	// How reliable the machine has been; older hosts send one number.
	Reliability any `json:"reliability" octa:"required;union=number|Reliability"`
	// GPUs of the machine.
	GPUs []GPUDetail `json:"gpus" octa:"required"`
	// The same GPUs, grouped by vendor, some with fewer fields.
	GPU GPUVendors `json:"gpu" octa:"required"`
	// Number of ports that can be opened.
	AvailablePorts int64 `json:"available_ports" octa:"required"`
	// Services that the machine offers. Known words are mr, render and vpn; others may come.
	Features []string `json:"features" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m MachineRental) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m MachineRental) GoString() string { return describe(m) }

// PricePerHour is TotalPriceUSD in practical units; nil when it is not known.
func (m MachineRental) PricePerHour() *Decimal {
	return price(m.TotalPriceUSD, false, octa(m.TotalPriceWei), m.MarketPrice)
}

// BaseUSDPerHour is BaseUSD in practical units; nil when it is not known.
func (m MachineRental) BaseUSDPerHour() *Decimal {
	return price(usdPerHour(m.BaseUSD), m.CurrencyUSD, octa(m.Base), m.MarketPrice)
}

// StorageUSDPerHour is StorageUSD in practical units; nil when it is not known.
func (m MachineRental) StorageUSDPerHour() *Decimal {
	return price(usdPerHour(m.StorageUSD), m.CurrencyUSD, octa(m.Storage), m.MarketPrice)
}

// TrafficUSDPerHour is TrafficUSD in practical units; nil when it is not known.
func (m MachineRental) TrafficUSDPerHour() *Decimal {
	return price(usdPerHour(m.TrafficUSD), m.CurrencyUSD, octa(m.Traffic), m.MarketPrice)
}

// TotalPriceOcta is TotalPriceWei in practical units; nil when it is not known.
func (m MachineRental) TotalPriceOcta() *Decimal {
	return octa(m.TotalPriceWei)
}

// BaseOcta is Base in practical units; nil when it is not known.
func (m MachineRental) BaseOcta() *Decimal {
	return octa(m.Base)
}

// StorageOcta is Storage in practical units; nil when it is not known.
func (m MachineRental) StorageOcta() *Decimal {
	return octa(m.Storage)
}

// TrafficOcta is Traffic in practical units; nil when it is not known.
func (m MachineRental) TrafficOcta() *Decimal {
	return octa(m.Traffic)
}

// NetDownMbps is NetDownMbits in practical units.
func (m MachineRental) NetDownMbps() float64 {
	return mbps(&m.NetDownMbits)
}

// NetUpMbps is NetUpMbits in practical units.
func (m MachineRental) NetUpMbps() float64 {
	return mbps(&m.NetUpMbits)
}

// NetworkBlockchain: State of the blockchain.
type NetworkBlockchain struct {
	// Number of the latest block.
	Height *int64 `json:"height,omitempty"`
	// Mining difficulty.
	Difficulty *float64 `json:"difficulty,omitempty"`
	// Hash rate of the network, as the service states it.
	Hashrate *float64 `json:"hashrate,omitempty"`
	// Total supply in OCTA.
	TotalSupply *Decimal `json:"total_supply,omitempty"`
	// Circulating supply in OCTA.
	CirculatingSupply *Decimal `json:"circulating_supply,omitempty"`
	// Name of the era of the blockchain.
	Era string `json:"era,omitempty"`
	// Time between two blocks in seconds.
	Blocktime *float64 `json:"blocktime,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkBlockchain) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkBlockchain) GoString() string { return describe(m) }

// NetworkInfo: Public statistics of the network, an open object.
type NetworkInfo struct {
	// State of the blockchain.
	Blockchain *NetworkBlockchain `json:"blockchain,omitempty" octa:"nullable"`
	// USD per OCTA.
	MarketPrice *Decimal `json:"market_price,omitempty"`
	// Return on investment, as the service states it.
	MmROI *float64 `json:"mmROI,omitempty"`
	// How many nodes there are.
	Nodes *NetworkNodes `json:"nodes,omitempty" octa:"nullable"`
	// Computing power of all nodes together.
	Power *NetworkPower `json:"power,omitempty" octa:"nullable"`
	// Staked amount, as the service states it.
	Staked *float64 `json:"staked,omitempty"`
	// What is offered for rent.
	Marketplace *NetworkMarketplace `json:"marketplace,omitempty" octa:"nullable"`
	// Counters of the platform.
	Platform *NetworkPlatform `json:"platform,omitempty" octa:"nullable"`
	// What has been rendered.
	Render *NetworkRender `json:"render,omitempty" octa:"nullable"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkInfo) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkInfo) GoString() string { return describe(m) }

// NetworkMarketplace: What is offered for rent.
type NetworkMarketplace struct {
	// Price and number of GPUs for each model.
	GPUs map[string]NetworkMarketplaceGPU `json:"gpus,omitempty" octa:"nullable"`
	// Number of machines that are rented.
	NodesRented *int64 `json:"nodes_rented,omitempty"`
	// Number of machines that can be rented.
	NodesIdle *int64 `json:"nodes_idle,omitempty"`
	// Number of sessions in the last 24 hours.
	Sessions24h *int64 `json:"sessions_24h,omitempty"`
	// Number of sessions so far.
	TotalSessions *int64 `json:"total_sessions,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkMarketplace) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkMarketplace) GoString() string { return describe(m) }

// NetworkMarketplaceGPU: Price and number of the GPUs of one model.
type NetworkMarketplaceGPU struct {
	// Average price; the unit is not documented.
	AvgPrice *Decimal `json:"avg_price,omitempty"`
	// Number of GPUs.
	Count *int64 `json:"count,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkMarketplaceGPU) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkMarketplaceGPU) GoString() string { return describe(m) }

// NetworkNodes: How many nodes there are.
type NetworkNodes struct {
	// Number of nodes.
	Count *int64 `json:"count,omitempty"`
	// Number of nodes that offer VPN.
	VPN *int64 `json:"vpn,omitempty"`
	// Number of nodes that are online.
	Online *int64 `json:"online,omitempty"`
	// Number of all nodes, as older hosts call it.
	Total *int64 `json:"total,omitempty"`
	// Number of places where there are nodes.
	Locations *int64 `json:"locations,omitempty"`
	// Number of places where there are nodes that offer VPN.
	VPNLocations *int64 `json:"vpn_locations,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkNodes) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkNodes) GoString() string { return describe(m) }

// NetworkPlatform: Counters of the platform.
type NetworkPlatform struct {
	// Number of jobs so far.
	TotalJobs *int64 `json:"total_jobs,omitempty"`
	// Number of users.
	Users *int64 `json:"users,omitempty"`
	// Number of users who joined in the last 24 hours.
	Users24h *int64 `json:"users_24h,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkPlatform) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkPlatform) GoString() string { return describe(m) }

// NetworkPower: Computing power of all nodes together.
type NetworkPower struct {
	// Number of processors.
	Cpus *int64 `json:"cpus,omitempty"`
	// Number of GPUs.
	GPUs *int64 `json:"gpus,omitempty"`
	// Disk space in bytes.
	Disk *int64 `json:"disk,omitempty"`
	// Memory in bytes.
	Mem *int64 `json:"mem,omitempty"`
	// Computing power in TFLOPS.
	Tflops *float64 `json:"tflops,omitempty"`
	// Computing power of all nodes in TFLOPS.
	TotalTflops *float64 `json:"total_tflops,omitempty"`
	// Computing power in use, in TFLOPS.
	UtilizedTflops *float64 `json:"utilized_tflops,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkPower) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkPower) GoString() string { return describe(m) }

// NetworkRender: What has been rendered.
type NetworkRender struct {
	// Number of frames in the last 24 hours.
	Frames24h *int64 `json:"frames_24h,omitempty"`
	// Number of frames so far.
	FramesTotal *int64 `json:"frames_total,omitempty"`
	// Number of frames by week, as objects of one date and the number.
	FramesByWeek []map[string]int64 `json:"frames_by_week,omitempty" octa:"nullable"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NetworkRender) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NetworkRender) GoString() string { return describe(m) }

// Node: A compute node as the list of nodes shows it.
type Node struct {
	// Id of the node.
	ID int64 `json:"id" octa:"required"`
	// IP address of the node.
	IP string `json:"ip" octa:"required"`
	// State of the node. Known words are idle, busy and offline; others may come.
	State string `json:"state" octa:"required"`
	// Version of the node agent.
	OSN string `json:"osn" octa:"required"`
	// Seconds since the agent started.
	Uptime int64 `json:"uptime" octa:"required"`
	// Time of the last VRF (verifiable random function) verification as text, empty when there was none.
	VrfDt string `json:"vrf_dt" octa:"required"`
	// Where the node stands.
	Location NodeLocation `json:"location" octa:"required"`
	// Prices that the owner of the node has set.
	Prices NodePrices `json:"prices" octa:"required"`
	// Hardware and operating system of the node.
	System NodeSystem `json:"system" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Node) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Node) GoString() string { return describe(m) }

// VrfDtUTC is VrfDt in practical units; nil when it is not known.
func (m Node) VrfDtUTC() *time.Time {
	return timeFromText(m.VrfDt)
}

// NodeDetail: One compute node, in another shape than the list of nodes has.
type NodeDetail struct {
	// Id of the node.
	ID int64 `json:"id" octa:"required"`
	// Number of the account that owns the node.
	AccountID int64 `json:"account_id" octa:"required"`
	// State of the node. Known words are idle, busy and offline; others may come.
	State string `json:"state" octa:"required"`
	// IP address of the node.
	IP string `json:"ip" octa:"required"`
	// Time of the last VRF (verifiable random function) verification as text, empty when there was none.
	VrfDt string `json:"vrf_dt" octa:"required"`
	// Where the node stands.
	Location NodeDetailLocation `json:"location" octa:"required"`
	// How reliable the node has been.
	Reliability *Reliability `json:"reliability,omitempty" octa:"nullable"`
	// Services that the node offers. Known words are mr, render and vpn; others may come.
	Features []string `json:"features" octa:"required"`
	// Hardware, operating system and agent of the node.
	Data NodeDetailSystem `json:"data" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeDetail) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeDetail) GoString() string { return describe(m) }

// VrfDtUTC is VrfDt in practical units; nil when it is not known.
func (m NodeDetail) VrfDtUTC() *time.Time {
	return timeFromText(m.VrfDt)
}

// NodeDetailLocation: Where a node stands, with what is known about its internet address.
type NodeDetailLocation struct {
	// City, empty when unknown.
	City string `json:"city" octa:"required"`
	// Name of the country.
	Country string `json:"country" octa:"required"`
	// ISO code of the country.
	Isocode string `json:"isocode,omitempty"`
	// Name of the continent.
	Continent string `json:"continent,omitempty"`
	// Code of the continent.
	Continentcode string `json:"continentcode,omitempty"`
	// Latitude in degrees.
	Latitude *float64 `json:"latitude,omitempty"`
	// Longitude in degrees.
	Longitude *float64 `json:"longitude,omitempty"`
	// Host name of the address.
	Hostname string `json:"hostname,omitempty"`
	// IP address of the node.
	IP string `json:"ip,omitempty"`
	// Organisation that the address belongs to.
	Organisation string `json:"organisation,omitempty"`
	// Internet provider.
	Provider string `json:"provider,omitempty"`
	// Whether the address is known as a proxy, in words.
	Proxy string `json:"proxy,omitempty"`
	// Risk score of the address.
	Risk *int64 `json:"risk,omitempty"`
	// Kind of connection.
	Type string `json:"type,omitempty"`
	// How many devices share the address.
	Devices *NodeDevices `json:"devices,omitempty" octa:"nullable"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeDetailLocation) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeDetailLocation) GoString() string { return describe(m) }

// NodeDetailMemory: Memory of one node; the list of nodes names these fields differently.
type NodeDetailMemory struct {
	// Size in bytes.
	TotalMemory int64 `json:"total_memory" octa:"required"`
	// Free memory in bytes.
	FreeMemory int64 `json:"free_memory" octa:"required"`
	// Available memory in bytes.
	AvailableMemory *int64 `json:"available_memory,omitempty"`
	// Memory used as cache, in bytes.
	CachedMemory *int64 `json:"cached_memory,omitempty"`
	// Memory used as buffers, in bytes.
	BufferedMemory *int64 `json:"buffered_memory,omitempty"`
	// Size of the swap space in bytes.
	TotalSwap *int64 `json:"total_swap,omitempty"`
	// Free swap space in bytes.
	FreeSwap *int64 `json:"free_swap,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeDetailMemory) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeDetailMemory) GoString() string { return describe(m) }

// NodeDetailSystem: Hardware, operating system and agent of one node.
type NodeDetailSystem struct {
	// Processor architecture.
	Arch string `json:"arch" octa:"required"`
	// Number of processor cores.
	CPUCores int64 `json:"cpu_cores" octa:"required"`
	// Processor load in percent.
	CPULoadPercent float64 `json:"cpu_load_percent" octa:"required"`
	// Processor model, empty when unknown.
	CPUModelName string `json:"cpu_model_name" octa:"required"`
	// Vendor id of the processor.
	CPUVendorID string `json:"cpu_vendor_id,omitempty"`
	// Version of CUDA.
	CUDAVersion string `json:"cuda_version,omitempty"`
	// Operating system and its version, empty when unknown.
	OSVersion string `json:"os_version" octa:"required"`
	// Whether the node runs Hive OS.
	IsHiveOS *bool `json:"is_hive_os,omitempty"`
	// Whether the node runs in the Windows Subsystem for Linux.
	IsWSL *bool `json:"is_wsl,omitempty"`
	// Kind of virtualisation. Known words are none and kvm; others may come.
	Virt string `json:"virt,omitempty"`
	// Whether GPUs are passed through.
	GPUPT *bool `json:"gpu_pt,omitempty"`
	// Vendor of the GPUs.
	GPUVendor string `json:"gpu_vendor,omitempty"`
	// Version of the GPU driver.
	GPUDriverVersion string `json:"gpu_driver_version,omitempty"`
	// GPUs of the node.
	GPUs []GPUDetail `json:"gpus" octa:"required"`
	// The same GPUs, grouped by vendor.
	GPU *GPUVendors `json:"gpu,omitempty" octa:"nullable"`
	// Disk of the node.
	Disk NodeDisk `json:"disk" octa:"required"`
	// Memory of the node.
	Memory NodeDetailMemory `json:"memory" octa:"required"`
	// Version of the kernel.
	KernelVersion string `json:"kernel_version,omitempty"`
	// Name of the Linux distribution.
	LinuxDistro string `json:"linux_distro,omitempty"`
	// Release of the Linux distribution.
	LinuxRelease string `json:"linux_release,omitempty"`
	// Version of the node agent, called `osn` in the list of nodes.
	Version string `json:"version" octa:"required"`
	// Seconds since the agent started.
	Uptime int64 `json:"uptime" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeDetailSystem) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeDetailSystem) GoString() string { return describe(m) }

// NodeDevices: How many devices were seen at an address and in its subnet.
type NodeDevices struct {
	// Devices at the address.
	Address *int64 `json:"address,omitempty"`
	// Devices in the subnet.
	Subnet *int64 `json:"subnet,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeDevices) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeDevices) GoString() string { return describe(m) }

// NodeDisk: Disk of a node.
type NodeDisk struct {
	// Free space in bytes.
	Free int64 `json:"free" octa:"required"`
	// Size in bytes.
	Size int64 `json:"size" octa:"required"`
	// Used space in bytes, not always there.
	Used *int64 `json:"used,omitempty"`
	// Used space in percent.
	UsedPercent float64 `json:"used_percent" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeDisk) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeDisk) GoString() string { return describe(m) }

// NodeLocation: Where a node stands.
type NodeLocation struct {
	// City, empty when unknown.
	City string `json:"city" octa:"required"`
	// Name of the country.
	Country string `json:"country" octa:"required"`
	// Latitude in degrees.
	Latitude *float64 `json:"latitude,omitempty"`
	// Longitude in degrees.
	Longitude *float64 `json:"longitude,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeLocation) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeLocation) GoString() string { return describe(m) }

// NodeMemory: Memory of a node, as the list of nodes shows it.
type NodeMemory struct {
	// Free memory in bytes.
	Free int64 `json:"free" octa:"required"`
	// Size in bytes.
	Size int64 `json:"size" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeMemory) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeMemory) GoString() string { return describe(m) }

// NodePrices: Prices that the owner of a node has set, in Wei.
type NodePrices struct {
	// Base price in Wei.
	Base *big.Int `json:"base" octa:"required"`
	// Price of storage in Wei.
	Storage *big.Int `json:"storage" octa:"required"`
	// Price of traffic in Wei.
	Traffic *big.Int `json:"traffic" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodePrices) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodePrices) GoString() string { return describe(m) }

// BaseOcta is Base in practical units; nil when it is not known.
func (m NodePrices) BaseOcta() *Decimal {
	return octa(m.Base)
}

// StorageOcta is Storage in practical units; nil when it is not known.
func (m NodePrices) StorageOcta() *Decimal {
	return octa(m.Storage)
}

// TrafficOcta is Traffic in practical units; nil when it is not known.
func (m NodePrices) TrafficOcta() *Decimal {
	return octa(m.Traffic)
}

// NodeSystem: Hardware and operating system of a node, as the list of nodes shows them.
type NodeSystem struct {
	// Processor architecture.
	Arch string `json:"arch" octa:"required"`
	// Number of processor cores.
	CPUCores int64 `json:"cpu_cores" octa:"required"`
	// Processor load in percent.
	CPULoadPercent float64 `json:"cpu_load_percent" octa:"required"`
	// Processor model, empty when unknown.
	CPUModelName string `json:"cpu_model_name" octa:"required"`
	// Operating system and its version, empty when unknown.
	OSVersion string `json:"os_version" octa:"required"`
	// Disk of the node.
	Disk NodeDisk `json:"disk" octa:"required"`
	// GPUs of the node.
	GPUs []GPU `json:"gpus" octa:"required"`
	// Memory of the node.
	Memory NodeMemory `json:"memory" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m NodeSystem) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m NodeSystem) GoString() string { return describe(m) }

// ProvisionRejection: Why a session was not created; it arrives inside a successful answer.
type ProvisionRejection struct {
	// Position in the list that was sent.
	ID *int64 `json:"id,omitempty"`
	// Why the session was not created.
	Reason string `json:"reason" octa:"required;aliases=message"`
	// Status number, or a word; 0 is success, the other numbers are not documented.
	Status any `json:"status,omitempty" octa:"union=integer|text"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m ProvisionRejection) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m ProvisionRejection) GoString() string { return describe(m) }

// ProxyEndpoint: Address of an HTTP proxy, which a session of the subkind http_proxy has as its configuration.
type ProxyEndpoint struct {
	// IP address.
	IP string `json:"ip" octa:"required"`
	// Port.
	Port int64 `json:"port" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m ProxyEndpoint) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m ProxyEndpoint) GoString() string { return describe(m) }

// Rating: Scores that a machine was given.
type Rating struct {
	// Number of scores.
	Count int64 `json:"count" octa:"required"`
	// Average score, 0 when there is none.
	Score float64 `json:"score" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Rating) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Rating) GoString() string { return describe(m) }

// Reliability: How reliable a machine has been.
type Reliability struct {
	// Share of the time that the machine was up, in percent.
	Uptime float64 `json:"uptime" octa:"required"`
	// Share of the sessions that ended well, in percent.
	Stability float64 `json:"stability" octa:"required"`
	// Average duration of a session; the unit is not documented.
	SAvgD *int64 `json:"s_avg_d,omitempty"`
	// Longest duration of a session; the unit is not documented.
	SMaxD *int64 `json:"s_max_d,omitempty"`
	// Number of sessions that ended well.
	SNormal *int64 `json:"s_normal,omitempty"`
	// Number of sessions that failed.
	SFailed *int64 `json:"s_failed,omitempty"`
	// Scores that the machine was given.
	Rating Rating `json:"rating" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Reliability) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Reliability) GoString() string { return describe(m) }

// SSHEndpoint: Where SSH reaches a session.
type SSHEndpoint struct {
	// Host name or IP address.
	Host string `json:"host" octa:"required"`
	// Port.
	Port int64 `json:"port" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SSHEndpoint) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SSHEndpoint) GoString() string { return describe(m) }

// Session: A session in the listings of running and of finished sessions.
type Session struct {
	// UUID of the session.
	UUID string `json:"uuid" octa:"required"`
	// Service of the session, may be empty. Known words are mr, vpn and render; others may come.
	Service string `json:"service" octa:"required"`
	// Number of the account that the session belongs to, not always there.
	AccountID *int64 `json:"account_id,omitempty"`
	// VPN subkind of the session, or base for a machine.
	Kind string `json:"kind,omitempty"`
	// Name of the application.
	AppName string `json:"app_name,omitempty"`
	// URL of the logo of the application.
	AppLogo string `json:"app_logo,omitempty"`
	// Id of the node that the session runs on.
	NodeID *int64 `json:"node_id,omitempty"`
	// What the service is doing for this session, in words.
	Progress string `json:"progress,omitempty"`
	// Whether the session can be used.
	IsReady *bool `json:"is_ready,omitempty"`
	// Public IP address of the machine.
	PublicIP string `json:"public_ip,omitempty"`
	// Duration in seconds.
	Duration *int64 `json:"duration" octa:"required;nullable"`
	// Start, in Unix milliseconds.
	StartedAt *int64 `json:"started_at" octa:"required;nullable"`
	// End, in Unix milliseconds, of a finished session.
	FinishedAt *int64 `json:"finished_at,omitempty" octa:"nullable"`
	// Ids of the containers; VPN sessions have none.
	ContainerID []string `json:"container_id,omitempty" octa:"nullable"`
	// What the session has cost so far, in Wei.
	ChargeAmount *big.Int `json:"charge_amount" octa:"required"`
	// Public port for each port of the container.
	PortsMatrix map[string]int64 `json:"ports_matrix,omitempty" octa:"nullable"`
	// Public URL for each HTTP port of the container.
	URLs map[string]string `json:"urls,omitempty" octa:"nullable"`
	// Where SSH reaches the machine directly.
	SSHDirect *SSHEndpoint `json:"ssh_direct,omitempty" octa:"nullable;secret"`
	// Where SSH reaches the machine through a proxy.
	SSHProxy *SSHEndpoint `json:"ssh_proxy,omitempty" octa:"nullable;secret"`
	// URL of SSH in the browser.
	SSHWeb string `json:"ssh_web,omitempty" octa:"nullable;secret"`
	// IP address of the VPN relay.
	IP string `json:"ip,omitempty"`
	// Name of the country of the VPN relay.
	Country string `json:"country,omitempty"`
	// ISO code of the country of the VPN relay.
	CountryISO string `json:"country_iso,omitempty"`
	// City of the VPN relay.
	City string `json:"city,omitempty"`
	// Price of the session.
	Prices *SessionPrices `json:"prices,omitempty" octa:"nullable"`
	// Hardware that the session has.
	NodeHW *SessionHardware `json:"node_hw,omitempty" octa:"nullable"`
	// Bytes received.
	RX *int64 `json:"rx,omitempty" octa:"nullable"`
	// Bytes sent.
	TX *int64 `json:"tx,omitempty" octa:"nullable"`
	// Number of the reason why the session ended; 0 is a normal stop, 1 an idle limit, the others are errors.
	TerminationReason *int64 `json:"termination_reason,omitempty" octa:"nullable"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Session) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Session) GoString() string { return describe(m) }

// StartedAtUTC is StartedAt in practical units; nil when it is not known.
func (m Session) StartedAtUTC() *time.Time {
	return timeFromMs(m.StartedAt)
}

// FinishedAtUTC is FinishedAt in practical units; nil when it is not known.
func (m Session) FinishedAtUTC() *time.Time {
	return timeFromMs(m.FinishedAt)
}

// ChargeAmountOcta is ChargeAmount in practical units; nil when it is not known.
func (m Session) ChargeAmountOcta() *Decimal {
	return octa(m.ChargeAmount)
}

// ChargeAmountUSD is ChargeAmount in practical units; nil when it is not known.
func (m Session) ChargeAmountUSD() *Decimal {
	if m.Prices == nil {
		return nil
	}
	return usd(m.ChargeAmount, m.Prices.MarketPrice)
}

// EndedNormally is TerminationReason in practical units; nil when it is not known.
func (m Session) EndedNormally() *bool {
	return endedNormally(m.TerminationReason)
}

// SessionCreated: A session that was created.
type SessionCreated struct {
	// UUID of the session.
	UUID string `json:"uuid" octa:"required"`
	// What the service is doing with the session, in words, or a number, 0 on success; not always there.
	Status any `json:"status,omitempty" octa:"union=integer|text"`
	// Human text, not always there.
	Message string `json:"message,omitempty" octa:"nullable"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionCreated) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionCreated) GoString() string { return describe(m) }

// SessionGPU: One GPU that a session has.
type SessionGPU struct {
	// Model of the GPU.
	Model string `json:"model" octa:"required"`
	// Memory in megabytes.
	MemTotalMB float64 `json:"mem_total_mb" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionGPU) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionGPU) GoString() string { return describe(m) }

// SessionHardware: Hardware that a session has.
type SessionHardware struct {
	// Processor model.
	CPU string `json:"cpu" octa:"required"`
	// Number of processor cores.
	CPUCores int64 `json:"cpu_cores" octa:"required"`
	// GPUs of the machine.
	GPU []SessionGPU `json:"gpu" octa:"required"`
	// Memory in bytes.
	TotalMemory int64 `json:"total_memory" octa:"required"`
	// Disk in gigabytes.
	Disk int64 `json:"disk" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionHardware) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionHardware) GoString() string { return describe(m) }

// SessionInfo: The details of one session.
type SessionInfo struct {
	// UUID of the session.
	UUID string `json:"uuid" octa:"required"`
	// Service of the session, may be empty. Known words are mr, vpn and render; others may come.
	Service string `json:"service" octa:"required"`
	// Number of the account that the session belongs to, not always there.
	AccountID *int64 `json:"account_id,omitempty"`
	// VPN subkind of the session, or base for a machine.
	Kind string `json:"kind" octa:"required"`
	// Name of the application.
	AppName string `json:"app_name,omitempty"`
	// URL of the logo of the application.
	AppLogo string `json:"app_logo,omitempty"`
	// Id of the node that the session runs on.
	NodeID int64 `json:"node_id" octa:"required"`
	// What the service is doing for this session, in words.
	Progress string `json:"progress" octa:"required"`
	// Whether the session can be used.
	IsReady bool `json:"is_ready" octa:"required"`
	// Public IP address of the machine.
	PublicIP string `json:"public_ip,omitempty"`
	// Duration in seconds.
	Duration *int64 `json:"duration" octa:"required;nullable"`
	// Start, in Unix milliseconds.
	StartedAt *int64 `json:"started_at" octa:"required;nullable"`
	// End, in Unix milliseconds, of a finished session.
	FinishedAt *int64 `json:"finished_at,omitempty" octa:"nullable"`
	// Ids of the containers; VPN sessions have none.
	ContainerID []string `json:"container_id,omitempty" octa:"nullable"`
	// What the session has cost so far, in Wei.
	ChargeAmount *big.Int `json:"charge_amount" octa:"required"`
	// Public port for each port of the container.
	PortsMatrix map[string]int64 `json:"ports_matrix,omitempty" octa:"nullable"`
	// Public URL for each HTTP port of the container.
	URLs map[string]string `json:"urls,omitempty" octa:"nullable"`
	// Where SSH reaches the machine directly.
	SSHDirect *SSHEndpoint `json:"ssh_direct,omitempty" octa:"nullable;secret"`
	// Where SSH reaches the machine through a proxy.
	SSHProxy *SSHEndpoint `json:"ssh_proxy,omitempty" octa:"nullable;secret"`
	// URL of SSH in the browser.
	SSHWeb string `json:"ssh_web,omitempty" octa:"nullable;secret"`
	// IP address of the VPN relay.
	IP string `json:"ip,omitempty"`
	// Name of the country of the VPN relay.
	Country string `json:"country,omitempty"`
	// ISO code of the country of the VPN relay.
	CountryISO string `json:"country_iso,omitempty"`
	// City of the VPN relay.
	City string `json:"city,omitempty"`
	// Price of the session.
	Prices SessionPrices `json:"prices" octa:"required"`
	// Hardware that the session has.
	NodeHW *SessionHardware `json:"node_hw,omitempty" octa:"nullable"`
	// Bytes received.
	RX *int64 `json:"rx" octa:"required;nullable"`
	// Bytes sent.
	TX *int64 `json:"tx" octa:"required;nullable"`
	// Number of the reason why the session ended; 0 is a normal stop, 1 an idle limit, the others are errors.
	TerminationReason *int64 `json:"termination_reason,omitempty" octa:"nullable"`
	// Environment variables that the session was started with.
	UserEnvs map[string]string `json:"user_envs,omitempty" octa:"nullable;secret"`
	// VPN configuration as text, or the address of the proxy when the subkind is http_proxy.
	Config any `json:"config,omitempty" octa:"nullable;secret;aliases=vpn_config;union=text|ProxyEndpoint"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionInfo) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionInfo) GoString() string { return describe(m) }

// StartedAtUTC is StartedAt in practical units; nil when it is not known.
func (m SessionInfo) StartedAtUTC() *time.Time {
	return timeFromMs(m.StartedAt)
}

// FinishedAtUTC is FinishedAt in practical units; nil when it is not known.
func (m SessionInfo) FinishedAtUTC() *time.Time {
	return timeFromMs(m.FinishedAt)
}

// ChargeAmountOcta is ChargeAmount in practical units; nil when it is not known.
func (m SessionInfo) ChargeAmountOcta() *Decimal {
	return octa(m.ChargeAmount)
}

// ChargeAmountUSD is ChargeAmount in practical units; nil when it is not known.
func (m SessionInfo) ChargeAmountUSD() *Decimal {
	return usd(m.ChargeAmount, m.Prices.MarketPrice)
}

// EndedNormally is TerminationReason in practical units; nil when it is not known.
func (m SessionInfo) EndedNormally() *bool {
	return endedNormally(m.TerminationReason)
}

// SessionLogLine: One line of the service's log of a session.
type SessionLogLine struct {
	// Time of the line, in Unix milliseconds.
	TS int64 `json:"ts" octa:"required"`
	// Text of the line, which may hold line breaks.
	Msg string `json:"msg" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionLogLine) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionLogLine) GoString() string { return describe(m) }

// TSUTC is TS in practical units; nil when it is not known.
func (m SessionLogLine) TSUTC() *time.Time {
	return timeFromMs(&m.TS)
}

// SessionLogs: The logs of one session.
type SessionLogs struct {
	// What the service logged about the session.
	System []SessionLogLine `json:"system" octa:"required"`
	// What the container wrote, as one text.
	Container string `json:"container" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionLogs) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionLogs) GoString() string { return describe(m) }

// SessionPrices: Price of a session.
type SessionPrices struct {
	// Base price in USD per hour, times 10 000.
	BaseUSD *int64 `json:"base_usd" octa:"required"`
	// Whether the price is set in USD, not in OCTA.
	CurrencyUSD bool `json:"currency_usd" octa:"required"`
	// USD per OCTA.
	MarketPrice *Decimal `json:"market_price" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m SessionPrices) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m SessionPrices) GoString() string { return describe(m) }

// BaseUSDPerHour is BaseUSD in practical units; nil when it is not known.
func (m SessionPrices) BaseUSDPerHour() *Decimal {
	return price(usdPerHour(m.BaseUSD), m.CurrencyUSD, nil, nil)
}

// VPNRelay: A VPN relay.
type VPNRelay struct {
	// Id of the node.
	NodeID int64 `json:"node_id" octa:"required"`
	// Name of the country.
	Country string `json:"country" octa:"required"`
	// ISO code of the country.
	CountryISO string `json:"country_iso" octa:"required"`
	// City.
	City string `json:"city" octa:"required"`
	// Latitude in degrees.
	Latitude float64 `json:"latitude" octa:"required"`
	// Longitude in degrees.
	Longitude float64 `json:"longitude" octa:"required"`
	// Whether the address is residential.
	Residential bool `json:"residential" octa:"required"`
	// Download speed, in bytes per second when above 100 000, else in Mbit/s.
	NetDownMbits int64 `json:"net_down_mbits" octa:"required;aliases=net_down_mbs"`
	// Upload speed, in bytes per second when above 100 000, else in Mbit/s.
	NetUpMbits int64 `json:"net_up_mbits" octa:"required;aliases=net_up_mbs"`
	// Price of traffic in USD per gigabyte.
	TrafficPriceUSD *Decimal `json:"traffic_price_usd" octa:"required"`
	// Price of traffic in OCTA per gigabyte.
	TrafficPriceEther *Decimal `json:"traffic_price_ether" octa:"required"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m VPNRelay) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m VPNRelay) GoString() string { return describe(m) }

// NetDownMbps is NetDownMbits in practical units.
func (m VPNRelay) NetDownMbps() float64 {
	return mbps(&m.NetDownMbits)
}

// NetUpMbps is NetUpMbits in practical units.
func (m VPNRelay) NetUpMbps() float64 {
	return mbps(&m.NetUpMbits)
}

// PricePerGB is TrafficPriceUSD in practical units; nil when it is not known.
func (m VPNRelay) PricePerGB() *Decimal {
	return price(m.TrafficPriceUSD, false, m.TrafficPriceEther, nil)
}

// Wallet: The answer to generating a wallet, either the whole account, or `address` and nothing else.
type Wallet struct {
	// UUID of the account.
	AccountUUID string `json:"account_uuid,omitempty"`
	// URL of the picture of the account, empty when there is none.
	Avatar string `json:"avatar,omitempty"`
	// Balance in Wei.
	Balance *big.Int `json:"balance,omitempty"`
	// Email address of the account.
	Email string `json:"email,omitempty"`
	// Referral code, null when there is none.
	RefCode string `json:"ref_code,omitempty" octa:"nullable"`
	// Number of the account.
	UID *int64 `json:"uid,omitempty"`
	// Address of the wallet, empty when there is none.
	Wallet string `json:"wallet,omitempty" octa:"secret"`
	// Address of the new wallet, when the answer is not the whole account.
	Address string `json:"address,omitempty" octa:"secret"`
	// Blockchain of the wallet, from some hosts.
	Network string `json:"network,omitempty"`
	// Undescribed has fields that the description lacks, and values that are not of the type of their field.
	Undescribed map[string]any `json:"-"`
}

// String returns the model on one line, with secrets masked.
func (m Wallet) String() string { return describe(m) }

// GoString returns the model on one line, with secrets masked.
func (m Wallet) GoString() string { return describe(m) }

// BalanceOcta is Balance in practical units; nil when it is not known.
func (m Wallet) BalanceOcta() *Decimal {
	return octa(m.Balance)
}

var modelTypes = map[string]reflect.Type{
	"Account":               reflect.TypeOf(Account{}),
	"App":                   reflect.TypeOf(App{}),
	"Balance":               reflect.TypeOf(Balance{}),
	"GPU":                   reflect.TypeOf(GPU{}),
	"GPUDetail":             reflect.TypeOf(GPUDetail{}),
	"GPUVendors":            reflect.TypeOf(GPUVendors{}),
	"IdleJob":               reflect.TypeOf(IdleJob{}),
	"IdleJobLogLine":        reflect.TypeOf(IdleJobLogLine{}),
	"IdleJobLogs":           reflect.TypeOf(IdleJobLogs{}),
	"MachineRental":         reflect.TypeOf(MachineRental{}),
	"NetworkBlockchain":     reflect.TypeOf(NetworkBlockchain{}),
	"NetworkInfo":           reflect.TypeOf(NetworkInfo{}),
	"NetworkMarketplace":    reflect.TypeOf(NetworkMarketplace{}),
	"NetworkMarketplaceGPU": reflect.TypeOf(NetworkMarketplaceGPU{}),
	"NetworkNodes":          reflect.TypeOf(NetworkNodes{}),
	"NetworkPlatform":       reflect.TypeOf(NetworkPlatform{}),
	"NetworkPower":          reflect.TypeOf(NetworkPower{}),
	"NetworkRender":         reflect.TypeOf(NetworkRender{}),
	"Node":                  reflect.TypeOf(Node{}),
	"NodeDetail":            reflect.TypeOf(NodeDetail{}),
	"NodeDetailLocation":    reflect.TypeOf(NodeDetailLocation{}),
	"NodeDetailMemory":      reflect.TypeOf(NodeDetailMemory{}),
	"NodeDetailSystem":      reflect.TypeOf(NodeDetailSystem{}),
	"NodeDevices":           reflect.TypeOf(NodeDevices{}),
	"NodeDisk":              reflect.TypeOf(NodeDisk{}),
	"NodeLocation":          reflect.TypeOf(NodeLocation{}),
	"NodeMemory":            reflect.TypeOf(NodeMemory{}),
	"NodePrices":            reflect.TypeOf(NodePrices{}),
	"NodeSystem":            reflect.TypeOf(NodeSystem{}),
	"ProvisionRejection":    reflect.TypeOf(ProvisionRejection{}),
	"ProxyEndpoint":         reflect.TypeOf(ProxyEndpoint{}),
	"Rating":                reflect.TypeOf(Rating{}),
	"Reliability":           reflect.TypeOf(Reliability{}),
	"SSHEndpoint":           reflect.TypeOf(SSHEndpoint{}),
	"Session":               reflect.TypeOf(Session{}),
	"SessionCreated":        reflect.TypeOf(SessionCreated{}),
	"SessionGPU":            reflect.TypeOf(SessionGPU{}),
	"SessionHardware":       reflect.TypeOf(SessionHardware{}),
	"SessionInfo":           reflect.TypeOf(SessionInfo{}),
	"SessionLogLine":        reflect.TypeOf(SessionLogLine{}),
	"SessionLogs":           reflect.TypeOf(SessionLogs{}),
	"SessionPrices":         reflect.TypeOf(SessionPrices{}),
	"VPNRelay":              reflect.TypeOf(VPNRelay{}),
	"Wallet":                reflect.TypeOf(Wallet{}),
}
