//! Memory for vectors: 32-bit elements that start at a cache line.

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([i32; 16]);

pub struct Buffer {
    lines: Vec<Line>,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    pub fn new(len: usize) -> Buffer {
        Buffer { lines: vec![Line([0; 16]); len.div_ceil(16)], len }
    }

    pub fn as_slice(&self) -> &[i32] {
        debug_assert!(self.lines.first().is_none_or(|line| line.0.len() == 16));
        // Lines are plain integers without padding between them.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }

    pub fn as_mut_slice(&mut self) -> &mut [i32] {
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }

    pub fn ptr(&self) -> *const i32 {
        self.lines.as_ptr().cast()
    }

    pub fn mut_ptr(&mut self) -> *mut i32 {
        self.lines.as_mut_ptr().cast()
    }
}
