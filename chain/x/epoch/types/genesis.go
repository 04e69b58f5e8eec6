package types

// DefaultGenesis is that of a production network but for beacon_0, which nobody can know in advance: `pacerd genesis preset` writes it.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams()}
}

// Validate checks a genesis state in itself. It fails with ErrInvalidParams or ErrInvalidGenesis.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	beacons := make(map[uint64]bool, len(g.Beacons))
	for _, b := range g.Beacons {
		if len(b.Beacon) != BeaconSize {
			return ErrInvalidGenesis.Wrapf("the beacon of epoch %d has %d bytes, want %d", b.Epoch, len(b.Beacon), BeaconSize)
		}
		if beacons[b.Epoch] {
			return ErrInvalidGenesis.Wrapf("epoch %d has two beacons", b.Epoch)
		}
		beacons[b.Epoch] = true
	}
	if g.Progress == nil {
		return g.validateNew(beacons)
	}
	return g.validateExported(beacons)
}

// validateNew checks that a new network brings exactly beacon_0 and no history.
func (g GenesisState) validateNew(beacons map[uint64]bool) error {
	if len(beacons) != 1 || !beacons[0] {
		return ErrInvalidGenesis.Wrap("a new network needs exactly the beacon of epoch 0: run `pacerd genesis preset`")
	}
	if len(g.Schedules)+len(g.EpochParams)+len(g.Blocks) > 0 || g.Alarms != 0 {
		return ErrInvalidGenesis.Wrap("a new network has no schedules, epoch_params, blocks or alarms")
	}
	return nil
}

// validateExported checks that the current epoch is complete and that nothing stands twice.
func (g GenesisState) validateExported(beacons map[uint64]bool) error {
	current := g.Progress.Epoch
	schedules := make(map[uint64]bool, len(g.Schedules))
	for _, s := range g.Schedules {
		if s.Epoch > current || schedules[s.Epoch] || s.Start <= 0 {
			return ErrInvalidGenesis.Wrapf("the schedule of epoch %d stands twice, is of the future, or has no start", s.Epoch)
		}
		schedules[s.Epoch] = true
	}
	params := make(map[uint64]bool, len(g.EpochParams))
	for _, p := range g.EpochParams {
		if p.Epoch > current || params[p.Epoch] {
			return ErrInvalidGenesis.Wrapf("the parameters of epoch %d stand twice or are of the future", p.Epoch)
		}
		if err := p.Params.Validate(); err != nil {
			return err
		}
		params[p.Epoch] = true
	}
	if !schedules[current] || !params[current] || !beacons[current] {
		return ErrInvalidGenesis.Wrapf("the current epoch %d lacks its schedule, parameters or beacon", current)
	}
	marks := make(map[int64]bool, len(g.Blocks))
	for _, b := range g.Blocks {
		slot := b.Height % RingSize
		if b.Height <= 0 || marks[slot] {
			return ErrInvalidGenesis.Wrapf("block %d has no height or shares its place in the ring", b.Height)
		}
		marks[slot] = true
	}
	return nil
}
