package types

import "fmt"

// String is short on purpose: the SDK prints a failed message into the result log of every node.
func (m *MsgSubmitResults) String() string {
	return fmt.Sprintf("%d results of %s for epoch %d", len(m.Results), m.Host, m.Epoch)
}

// String is short for the same reason as that of MsgSubmitResults.
func (m *MsgSubmitResultsResponse) String() string {
	return fmt.Sprintf("%d outcomes", len(m.Outcomes))
}
