//! Small dense linear algebra: what ridge regression and a Gaussian process over a few hundred places need, no more.
//!
//! A library would bring a dozen crates for one factorisation, some of which stand below the query engine
//! (docs/decisions/0002), so it is written out here and held to its laws by tests.

/// A matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    cells: Vec<f64>,
}

impl Matrix {
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, cells: vec![0.0; rows * columns] }
    }

    /// From rows of equal length.
    pub fn from_rows<'a>(columns: usize, rows: impl IntoIterator<Item = &'a [f64]>) -> Self {
        let mut cells = Vec::new();
        for row in rows {
            debug_assert_eq!(row.len(), columns);
            cells.extend_from_slice(row);
        }
        let count = cells.len().checked_div(columns).unwrap_or(0);
        Self { rows: count, columns, cells }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    pub fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.cells[row * self.columns..(row + 1) * self.columns]
    }

    pub fn each_row(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.rows).map(|row| self.row(row))
    }

    /// The rows at these positions.
    pub fn take(&self, positions: &[usize]) -> Self {
        Self::from_rows(self.columns, positions.iter().map(|&position| self.row(position)))
    }

    /// `XᵀX`.
    pub fn gram(&self) -> Self {
        let mut gram = Self::zeros(self.columns, self.columns);
        for row in self.each_row() {
            for (one, &left) in row.iter().enumerate() {
                for (sum, &right) in gram.row_mut(one)[..=one].iter_mut().zip(row) {
                    *sum += left * right;
                }
            }
        }
        for one in 0..self.columns {
            for other in one + 1..self.columns {
                gram[(one, other)] = gram[(other, one)];
            }
        }
        gram
    }

    /// `Xᵀy`.
    pub fn transposed_times(&self, vector: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; self.columns];
        for (row, &weight) in self.each_row().zip(vector) {
            for (sum, &cell) in product.iter_mut().zip(row) {
                *sum += weight * cell;
            }
        }
        product
    }
}

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.cells[row * self.columns + column]
    }
}

impl std::ops::IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.cells[row * self.columns + column]
    }
}

/// The sum of products, in eight lanes so that the processor may add several at once; always in the same order.
pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    const LANES: usize = 8;
    let length = one.len().min(other.len());
    let (one, other) = (&one[..length], &other[..length]);
    let mut lanes = [0.0; LANES];
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest: f64 = ones.remainder().iter().zip(others.remainder()).map(|(left, right)| left * right).sum();
    for (left, right) in ones.zip(others) {
        for lane in 0..LANES {
            lanes[lane] += left[lane] * right[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// `A = LLᵀ` for a symmetric positive definite `A`.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    lower: Matrix,
}

impl Cholesky {
    /// The factor; nothing where the matrix is not positive definite within rounding.
    pub fn of(mut matrix: Matrix) -> Option<Self> {
        let size = matrix.rows;
        let scale = (0..size).map(|index| matrix[(index, index)].abs()).fold(0.0, f64::max);
        let floor = scale * f64::EPSILON * size as f64;
        for index in 0..size {
            let (above, rest) = matrix.cells.split_at_mut(index * size);
            let row = &mut rest[..size];
            for (column, done) in above.chunks(size).enumerate() {
                row[column] = (row[column] - dot(&row[..column], &done[..column])) / done[column];
            }
            let pivot = row[index] - dot(&row[..index], &row[..index]);
            // A matrix with an infinite or missing cell fails here too.
            if pivot.is_nan() || pivot <= floor || pivot.is_infinite() {
                return None;
            }
            row[index] = pivot.sqrt();
            row[index + 1..].fill(0.0);
        }
        Some(Self { lower: matrix })
    }

    fn size(&self) -> usize {
        self.lower.rows
    }

    /// Solves `Lx = b` in place.
    pub fn forward(&self, vector: &mut [f64]) {
        for index in 0..self.size() {
            let row = self.lower.row(index);
            vector[index] = (vector[index] - dot(&row[..index], &vector[..index])) / row[index];
        }
    }

    /// Solves `Lᵀx = b` in place.
    fn backward(&self, vector: &mut [f64]) {
        for index in (0..self.size()).rev() {
            let row = self.lower.row(index);
            let solved = vector[index] / row[index];
            vector[index] = solved;
            for (other, &cell) in vector[..index].iter_mut().zip(row) {
                *other -= solved * cell;
            }
        }
    }

    /// Solves `Ax = b`.
    pub fn solve(&self, vector: &[f64]) -> Vec<f64> {
        let mut solution = vector.to_vec();
        self.forward(&mut solution);
        self.backward(&mut solution);
        solution
    }

    /// `bᵀA⁻¹b`.
    pub fn quadratic(&self, vector: &[f64]) -> f64 {
        let mut half = vector.to_vec();
        self.forward(&mut half);
        dot(&half, &half)
    }

    /// The diagonal of `A⁻¹`.
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        let size = self.size();
        let mut diagonal = vec![0.0; size];
        let mut column = vec![0.0; size];
        for start in 0..size {
            // Column `start` of L⁻¹ is zero above `start`.
            column[start..].fill(0.0);
            column[start] = 1.0;
            for index in start..size {
                let row = self.lower.row(index);
                column[index] = (column[index] - dot(&row[start..index], &column[start..index])) / row[index];
            }
            diagonal[start] = dot(&column[start..], &column[start..]);
        }
        diagonal
    }

    /// The natural logarithm of the determinant of `A`.
    pub fn log_determinant(&self) -> f64 {
        2.0 * (0..self.size()).map(|index| self.lower[(index, index)].ln()).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_drawn_matrix_is_solved() {
        let matrix = Matrix::from_rows(2, [[4.0, 2.0].as_slice(), &[2.0, 3.0]]);
        let factor = Cholesky::of(matrix).unwrap();
        let solution = factor.solve(&[2.0, 5.0]);
        assert!((solution[0] + 0.5).abs() < 1e-12 && (solution[1] - 2.0).abs() < 1e-12);
        assert!((factor.log_determinant() - 8f64.ln()).abs() < 1e-12);
        let diagonal = factor.inverse_diagonal();
        assert!((diagonal[0] - 3.0 / 8.0).abs() < 1e-12 && (diagonal[1] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_positive_definite_has_no_factor() {
        assert!(Cholesky::of(Matrix::from_rows(2, [[1.0, 1.0].as_slice(), &[1.0, 1.0]])).is_none());
        assert!(Cholesky::of(Matrix::from_rows(1, [[-1.0].as_slice()])).is_none());
        assert!(Cholesky::of(Matrix::from_rows(1, [[f64::NAN].as_slice()])).is_none());
        assert!(Cholesky::of(Matrix::from_rows(1, [[f64::INFINITY].as_slice()])).is_none());
    }

    proptest! {
        #[test]
        fn what_is_solved_gives_back_the_right_side(
            cells in prop::collection::vec(-3.0..3.0f64, 24),
            right in prop::collection::vec(-5.0..5.0f64, 4),
        ) {
            let mut gram = Matrix::from_rows(4, cells.chunks(4)).gram();
            for index in 0..4 {
                gram[(index, index)] += 0.5;
            }
            let factor = Cholesky::of(gram.clone()).unwrap();
            let solution = factor.solve(&right);
            for (row, expected) in gram.each_row().zip(&right) {
                prop_assert!((dot(row, &solution) - expected).abs() < 1e-9);
            }
            prop_assert!((factor.quadratic(&right) - dot(&right, &solution)).abs() < 1e-9);
            let diagonal = factor.inverse_diagonal();
            for (index, cell) in diagonal.iter().enumerate() {
                let mut unit = [0.0; 4];
                unit[index] = 1.0;
                prop_assert!((factor.solve(&unit)[index] - cell).abs() < 1e-9);
            }
        }
    }
}
