//! The two parameter sets with cofactor 4, in their twisted Edwards form
//! `u² + v² = 1 + d·u²·v²` (RFC 7836, section 5.2 and appendix A), where one addition is complete.

use super::weierstrass::candidates;
use super::{Curve, Element, Group, Point, SecretGroup};
use crate::residue::Residue;

/// A Weierstrass curve that has a twisted Edwards form with `e = 1`.
pub(crate) trait Edwards<const L: usize>: Curve<L> {
    /// `d`, not a square: that makes the addition complete.
    const D: [u64; L];
    /// `(1 − d) / 4`.
    const S: [u64; L];
    /// `(1 + d) / 6`.
    const T: [u64; L];
}

/// Extended coordinates of Hişil, Wong, Carter and Dawson (2008): `u = U/Z`, `v = V/Z`, `W = U·V/Z`.
#[derive(Clone, Copy)]
pub(crate) struct Extended<C: Curve<L>, const L: usize> {
    u: Element<C, L>,
    v: Element<C, L>,
    w: Element<C, L>,
    z: Element<C, L>,
}

/// `u`, `v` and `d·u·v`.
#[derive(Clone, Copy)]
pub(crate) struct Affine<C: Curve<L>, const L: usize> {
    u: Element<C, L>,
    v: Element<C, L>,
    d_uv: Element<C, L>,
}

impl<C: Edwards<L>, const L: usize> Extended<C, L> {
    /// The common end of both additions: `u₁u₂`, `v₁v₂`, `d·w₁w₂`, `z₁z₂` and `u₁v₂ + u₂v₁`.
    #[inline(always)]
    fn combine([uu, vv, d_ww, zz]: [Element<C, L>; 4], uv: Element<C, L>) -> Self {
        let (minus, plus) = (zz - d_ww, zz + d_ww);
        let h = vv - uu;
        Self {
            u: uv * minus,
            v: plus * h,
            w: uv * h,
            z: minus * plus,
        }
    }
}

impl<C: Edwards<L>, const L: usize> Group<C, L> for Extended<C, L> {
    type Affine = Affine<C, L>;

    fn neutral() -> Self {
        Self {
            u: Residue::ZERO,
            v: Residue::ONE,
            w: Residue::ZERO,
            z: Residue::ONE,
        }
    }

    fn lift_vartime(point: &Point<C, L>) -> Option<Self> {
        // u = (x − t) / y, v = (x − t − s) / (x − t + s); with the denominators multiplied out.
        let (s, t) = const { (Residue::constant(&C::S), Residue::constant(&C::T)) };
        let shifted = point.x - t;
        let (below, above) = (shifted - s, shifted + s);
        let z = point.y * above;
        (!z.is_zero_vartime()).then(|| {
            let (u, v) = (shifted * above, below * point.y);
            // Everything times z, so that u·v/z needs no division.
            Self {
                u: u * z,
                v: v * z,
                w: u * v,
                z: z.square(),
            }
        })
    }

    fn double(&self) -> Self {
        self.double_times(1)
    }

    fn double_times(&self, times: u32) -> Self {
        let mut point = *self;
        for left in (0..times).rev() {
            let (uu, vv) = (point.u.square(), point.v.square());
            let uv = (point.u * point.v).double();
            let g = uu + vv;
            let f = g - point.z.square().double();
            let h = uu - vv;
            point.u = uv * f;
            point.v = g * h;
            point.z = f * g;
            // Doubling does not read it, so only the last one makes it.
            if left == 0 {
                point.w = uv * h;
            }
        }
        point
    }

    fn add(&self, other: &Self) -> Self {
        let (uu, vv) = (self.u * other.u, self.v * other.v);
        let d_ww = self.w * other.w * const { Residue::constant(&C::D) };
        let uv = (self.u + self.v) * (other.u + other.v) - uu - vv;
        Self::combine([uu, vv, d_ww, self.z * other.z], uv)
    }

    fn add_affine(&self, other: &Affine<C, L>) -> Self {
        let (uu, vv) = (self.u * other.u, self.v * other.v);
        let uv = (self.u + self.v) * (other.u + other.v) - uu - vv;
        Self::combine([uu, vv, self.w * other.d_uv, self.z], uv)
    }

    fn negate(&self) -> Self {
        Self {
            u: -self.u,
            w: -self.w,
            ..*self
        }
    }

    fn negate_affine(affine: &Affine<C, L>) -> Affine<C, L> {
        Affine {
            u: -affine.u,
            v: affine.v,
            d_uv: -affine.d_uv,
        }
    }

    fn denominator(&self) -> Element<C, L> {
        self.z
    }

    fn to_affine(&self, inverse: Element<C, L>) -> Affine<C, L> {
        let (u, v) = (self.u * inverse, self.v * inverse);
        Affine {
            u,
            v,
            d_uv: u * v * const { Residue::constant(&C::D) },
        }
    }

    fn to_point(&self) -> Option<Point<C, L>> {
        // x = s·(1 + v)/(1 − v) + t, y = s·(1 + v)/((1 − v)·u); over one denominator.
        let (s, t) = const { (Residue::constant(&C::S), Residue::constant(&C::T)) };
        let below = (self.z - self.v) * self.u;
        let inverse = below.invert();
        let scaled = s * (self.z + self.v) * inverse;
        // The neutral point has v = 1; u = 0 besides is the point of order 2.
        (!below.is_zero_vartime()).then(|| Point {
            x: scaled * self.u + t,
            y: scaled * self.z,
        })
    }

    fn is_neutral_vartime(&self) -> bool {
        self.u.is_zero_vartime() && self.v.equals_vartime(self.z)
    }

    fn has_x_vartime(&self, r: &[u64; L]) -> bool {
        let (s, t) = const { (Residue::constant(&C::S), Residue::constant(&C::T)) };
        let (below, above) = (self.z - self.v, s * (self.z + self.v));
        !below.is_zero_vartime()
            && candidates::<C, L>(r).any(|x| ((x - t) * below).equals_vartime(above))
    }
}

impl<C: Edwards<L>, const L: usize> SecretGroup<C, L> for Extended<C, L> {
    fn select(a: &Self, b: &Self, choose_b: u64) -> Self {
        Self {
            u: Residue::select(a.u, b.u, choose_b),
            v: Residue::select(a.v, b.v, choose_b),
            w: Residue::select(a.w, b.w, choose_b),
            z: Residue::select(a.z, b.z, choose_b),
        }
    }

    fn select_affine(a: &Affine<C, L>, b: &Affine<C, L>, choose_b: u64) -> Affine<C, L> {
        Affine {
            u: Residue::select(a.u, b.u, choose_b),
            v: Residue::select(a.v, b.v, choose_b),
            d_uv: Residue::select(a.d_uv, b.d_uv, choose_b),
        }
    }
}
