package types

import "slices"

// maxNameBytes is the longest name of an ML Node or model.
const maxNameBytes = 64

// ValidateMlNodes accepts nodes in increasing order of id, each with its models in increasing order, maxModels different ones in all. It
// fails with ErrInvalidMlNodes.
func (p Params) ValidateMlNodes(nodes []MlNode) error {
	if len(nodes) > int(p.MaxMlNodes) {
		return ErrInvalidMlNodes.Wrapf("%d ML Nodes, at most %d", len(nodes), p.MaxMlNodes)
	}
	listed := 0
	for i, node := range nodes {
		listed += node.Size()
		if !validName(node.Id) {
			return ErrInvalidMlNodes.Wrapf("id of ML Node %d must be 1 to %d printable ASCII bytes", i, maxNameBytes)
		}
		if i > 0 && nodes[i-1].Id >= node.Id {
			return ErrInvalidMlNodes.Wrapf("ids must increase: %q does not follow %q", node.Id, nodes[i-1].Id)
		}
		if node.Capacity == 0 {
			return ErrInvalidMlNodes.Wrapf("ML Node %q has no capacity", node.Id)
		}
		if len(node.Models) > int(p.MaxModelsPerNode) {
			return ErrInvalidMlNodes.Wrapf("ML Node %q has %d models, at most %d", node.Id, len(node.Models), p.MaxModelsPerNode)
		}
		for j, model := range node.Models {
			if !validName(model) {
				return ErrInvalidMlNodes.Wrapf("model %d of ML Node %q must be 1 to %d printable ASCII bytes", j, node.Id, maxNameBytes)
			}
			if j > 0 && node.Models[j-1] >= model {
				return ErrInvalidMlNodes.Wrapf("models of ML Node %q must increase: %q does not follow %q", node.Id, model, node.Models[j-1])
			}
		}
	}
	if listed > maxMlNodesBytes {
		return ErrInvalidMlNodes.Wrapf("the list of ML Nodes has %d bytes, at most %d", listed, maxMlNodesBytes)
	}
	if models := (Host{MlNodes: nodes}).Models(); len(models) > maxModels {
		return ErrInvalidMlNodes.Wrapf("the ML Nodes serve %d models in all, at most %d", len(models), maxModels)
	}
	return nil
}

// Models returns what the Host serves, in increasing order and without repetition.
func (h Host) Models() []string {
	var models []string
	for _, node := range h.MlNodes {
		models = append(models, node.Models...)
	}
	slices.Sort(models)
	return slices.Compact(models)
}

func validName(name string) bool {
	if name == "" || len(name) > maxNameBytes {
		return false
	}
	for i := range len(name) {
		if name[i] <= ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}

// SortedModels returns names in increasing order and without repetition, as an ML Node lists them.
func SortedModels(names []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(names)))
}
