module github.com/octaspace/octaspace-sdk/clients/go

go 1.19
