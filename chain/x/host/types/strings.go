package types

import "fmt"

// String is short on purpose: the SDK prints a failed message into the result log of every node.
func (m *MsgSetMlNodes) String() string {
	return fmt.Sprintf("set %d ML Nodes of %s", len(m.MlNodes), m.Host)
}

// String is short for the same reason as that of MsgSetMlNodes.
func (m *MsgRegister) String() string { return "registration of " + m.Host }

// String is short for the same reason as that of MsgSetMlNodes.
func (m *MsgRotateKeys) String() string { return "new keys of " + m.Host }
