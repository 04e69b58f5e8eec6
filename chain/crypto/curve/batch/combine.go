package batch

const (
	blockSize = 4  // points of a table
	group     = 16 // digits that are summed at once
)

// Combination is sums of multiples of points.
type Combination[T any] struct {
	// Totals is ∑ factors_i·points_i of each run.
	Totals []Point[T]
	// Digits is, for each digit, ∑ digit_i·points_i of all runs, the factors being
	// written in digits −1, 0, 1 of base 3. If a point is outside a subgroup whose index
	// has no prime factor below 3, then all of these sums are inside for at most one
	// value of its factor, whatever the other points are: each digit's sum is inside for
	// at most one of the three values of the digit.
	Digits []Point[T]
}

// Combine combines consecutive runs of points, counts[i] points in the i-th; factors
// are big-endian, one for each point. Its time depends on the factors.
func Combine[T any, F Field[T]](points []Point[T], factors [][FactorSize]byte, counts []int) Combination[T] {
	var adder Adder[T, F]
	padded, digits, blocks := pad(points, factors, counts)
	tables := makeTables(&adder, padded)
	all := Combination[T]{Totals: make([]Point[T], len(counts)), Digits: make([]Point[T], Digits)}
	triple := make([]Point[T], len(counts))
	for end := Digits; end > 0; end -= group {
		start := max(end-group, 0)
		terms := make([]Point[T], 0, (end-start)*len(padded)/blockSize)
		var runs []int
		for digit := start; digit < end; digit++ {
			for block := range len(padded) / blockSize {
				terms = append(terms, entry[T, F](tables, block, digits, digit))
			}
			runs = append(runs, blocks...)
		}
		sums := adder.Sum(terms, runs)
		for digit := end - 1; digit >= start; digit-- {
			copy(triple, all.Totals)
			adder.Add(all.Totals, all.Totals)
			adder.Add(all.Totals, triple)
			adder.Add(all.Totals, sums[(digit-start)*len(counts):][:len(counts)])
		}
		each := make([]int, end-start)
		for i := range each {
			each[i] = len(counts)
		}
		copy(all.Digits[start:end], adder.Sum(sums, each))
	}
	return all
}

// pad fills each run up with identities to whole blocks, whose numbers it returns.
func pad[T any](points []Point[T], factors [][FactorSize]byte, counts []int) (padded []Point[T], digits [][Digits]int8, blocks []int) {
	total := 0
	for _, n := range counts {
		blocks = append(blocks, (n+blockSize-1)/blockSize)
		total += blocks[len(blocks)-1] * blockSize
	}
	padded, digits = make([]Point[T], total), make([][Digits]int8, total)
	at := 0
	for run, n := range counts {
		for i := range n {
			padded[at+i], digits[at+i] = points[i], ternary(factors[i])
		}
		points, factors = points[n:], factors[n:]
		at += blocks[run] * blockSize
	}
	return padded, digits, blocks
}

// entry is the combination of a block's points by one digit of each of their factors.
func entry[T any, F Field[T]](tables [][]Point[T], block int, digits [][Digits]int8, digit int) Point[T] {
	at := 0
	for i := blockSize - 1; i >= 0; i-- {
		at = 3*at + int(digits[block*blockSize+i][digit])
	}
	if at >= 0 {
		return tables[at][block]
	}
	p := tables[-at][block]
	F(&p.Y).Neg(&p.Y)
	return p
}

// makeTables makes, of each block, the 41 combinations with factors −1, 0, 1 whose
// number in base 3 with these digits, the first point's the lowest, is not negative;
// the others are their negatives. tables[number][block].
func makeTables[T any, F Field[T]](adder *Adder[T, F], points []Point[T]) [][]Point[T] {
	blocks := len(points) / blockSize
	tables := [][]Point[T]{make([]Point[T], blocks)}
	column := make([]Point[T], blocks)
	for i := range blockSize {
		for block := range column {
			column[block] = points[block*blockSize+i]
		}
		// Numbers up to m stand there; a new digit 1 puts those from −m to m after them.
		m := len(tables) - 1
		for number := -m; number <= m; number++ {
			next := make([]Point[T], blocks)
			copy(next, tables[max(number, -number)])
			if number < 0 {
				for block := range next {
					F(&next[block].Y).Neg(&next[block].Y)
				}
			}
			adder.Add(next, column)
			tables = append(tables, next)
		}
	}
	return tables
}
