#!/usr/bin/env bash
# When summer time ends, the kubelet deletes a newer rotated log and keeps an older one.
#
# Guess:   Of a container's rotated files the kubelet deletes the oldest.
# So:      It deletes the one whose name sorts first. The name has the node's local time without an offset (0.log.20261025-023000.gz), so the hour after the change
#          sorts before the hour that ended with it: what was written at 02:05 winter time goes, what was written at 02:30 summer time, 35 minutes
#          before, stays. Whoever reads rotated files in the order of their names reads them in the wrong order, too.
# Version: k8s.io/kubernetes v1.34.1, pkg/kubelet/logs
# Source:  pkg/kubelet/logs/container_log_manager.go (removeExcessLogs: sort.Strings; rotateLatestLog: timestampFormat)
# Seen:    kept of 02:30 summer, 02:05 winter, 02:15 winter with containerLogMaxFiles 4: 02:30 summer and 02:15 winter
# Needs:   Go 1.24 or later, and five to fifteen minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

{
  printf 'module example.com/rotate\n\ngo 1.24.0\n\nrequire k8s.io/kubernetes v1.34.1\n\nreplace (\n'
  for module in api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator component-base \
    component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator \
    kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission sample-apiserver; do
    printf '\tk8s.io/%s => k8s.io/%s v0.34.1\n' $module $module
  done
  printf ')\n'
} > go.mod
cat > main.go << 'GO'
package main

import (
	"context"
	"os"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	"k8s.io/kubernetes/pkg/kubelet/logs"
)

// One running container, whose runtime reopens its log when it is asked to.
type oneContainer struct {
	internalapi.RuntimeService
	log      string
	reopened chan struct{}
}

const running = runtimeapi.ContainerState_CONTAINER_RUNNING

func (runtime *oneContainer) ListContainers(context.Context, *runtimeapi.ContainerFilter) ([]*runtimeapi.Container, error) {
	return []*runtimeapi.Container{{Id: "c", State: running}}, nil
}

func (runtime *oneContainer) ContainerStatus(context.Context, string, bool) (*runtimeapi.ContainerStatusResponse, error) {
	return &runtimeapi.ContainerStatusResponse{Status: &runtimeapi.ContainerStatus{Id: "c", LogPath: runtime.log, State: running}}, nil
}

func (runtime *oneContainer) ReopenContainerLog(context.Context, string) error {
	close(runtime.reopened)
	return os.WriteFile(runtime.log, nil, 0o644)
}

func main() {
	runtime := &oneContainer{log: os.Args[1], reopened: make(chan struct{})}
	manager, err := logs.NewContainerLogManager(runtime, kubecontainer.RealOS{}, "1", 4, 1, metav1.Duration{Duration: time.Hour})
	if err != nil {
		panic(err)
	}
	manager.Start()
	<-runtime.reopened
}
GO
go mod tidy > tidy.txt 2>&1
go build -o rotate .
mkdir logs
echo 'summer 02:30' | gzip > logs/0.log.20261025-023000.gz
echo 'winter 02:05' | gzip > logs/0.log.20261025-020500.gz
echo 'winter 02:15' | gzip > logs/0.log.20261025-021500.gz
echo 'winter 02:45' > logs/0.log
./rotate "$folder/logs/0.log" 2> kubelet.txt
kept=$(zcat logs/*.gz | sort | paste --serial --delimiters ,)
echo "kept: $kept"
[ "$kept" = 'summer 02:30,winter 02:15' ]
