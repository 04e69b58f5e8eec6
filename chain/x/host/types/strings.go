package types

import "fmt"

// String is short on purpose: the SDK prints a failed message into the result log of every node.
func (m *MsgSetMlNodes) String() string {
	return fmt.Sprintf("set %d ML Nodes of %s", len(m.MlNodes), m.Host)
}
