package types

import "fmt"

// String is short on purpose: the SDK prints a failed message into the result log of every node.
func (m *MsgDeal) String() string {
	return fmt.Sprintf("dealing of %s for epoch %d, %d bytes", m.Host, m.Epoch, len(m.Dealing))
}

// String is short for the same reason as that of MsgDeal.
func (m *MsgOpen) String() string {
	return fmt.Sprintf("opening of %s for epoch %d, %d bytes", m.Host, m.Epoch, len(m.Opening))
}

// String is short for the same reason as that of MsgDeal.
func (m *MsgCommitWork) String() string {
	return fmt.Sprintf("work of %s in epoch %d, %d bytes of nonces", m.Host, m.Epoch, len(m.Nonces))
}
