package process

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

// Below the ports that systems give to outgoing connections (Linux from 32,768, others from 49,152), above the well-known ones.
const firstPort, lastPort = 15_000, 32_700

// FreePorts finds ports of loopback that nobody listens at, at random in a range that no outgoing connection takes: a port that the system
// itself gave could be a connection's before the node listens at it. They are all held until the last is known, so that they differ.
func FreePorts(t testing.TB, count int) []int {
	t.Helper()
	var ports []int
	for range 1_000 {
		if len(ports) == count {
			break
		}
		port := firstPort + rand.IntN(lastPort-firstPort)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer listener.Close()
		ports = append(ports, port)
	}
	require.Len(t, ports, count, "free ports")
	return ports
}
