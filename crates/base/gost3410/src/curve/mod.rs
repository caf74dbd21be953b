//! The groups of points: what a curve is, and the curves of the standard parameter sets.

mod edwards;
mod multiply;
mod sets;
mod weierstrass;

pub(crate) use multiply::{
    multiply_base_secret, multiply_secret, multiply_two_vartime, multiply_vartime,
};
pub(crate) use sets::*;

use crate::residue::{Modulus, Residue};

/// One parameter set: the fields, the equation `y² = x³ + A·x + B`, and the arithmetic that suits it.
pub(crate) trait Curve<const L: usize>: Copy + 'static {
    type Field: Modulus<L>;
    /// Integers modulo the prime order of the base point.
    type Scalars: Modulus<L>;
    /// Complete formulas: the same steps for any two points. For secrets.
    type Secret: SecretGroup<Self, L>;
    /// The quickest formulas, with branches. For public points only.
    type Public: Group<Self, L>;

    const A: [u64; L];
    const B: [u64; L];
    /// The base point.
    const BASE: ([u64; L], [u64; L]);
    /// The order of the whole group over that of the base point.
    const COFACTOR: u64;

    /// Multiples of the base point, made at the first call and kept.
    #[cfg(feature = "std")]
    fn tables() -> &'static multiply::Tables<Self, L>;
}

pub(crate) type Element<C, const L: usize> = Residue<<C as Curve<L>>::Field, L>;
pub(crate) type Scalar<C, const L: usize> = Residue<<C as Curve<L>>::Scalars, L>;

/// A point of the curve other than the neutral one, as `x` and `y` of the Weierstrass equation.
#[derive(Clone, Copy)]
pub(crate) struct Point<C: Curve<L>, const L: usize> {
    pub(crate) x: Element<C, L>,
    pub(crate) y: Element<C, L>,
}

impl<C: Curve<L>, const L: usize> Point<C, L> {
    pub(crate) fn base() -> Self {
        Self {
            x: Residue::constant(&C::BASE.0),
            y: Residue::constant(&C::BASE.1),
        }
    }

    /// The point with these coordinates if they satisfy the equation and it belongs to the
    /// subgroup of the base point.
    pub(crate) fn checked(x: &[u64; L], y: &[u64; L]) -> Option<Self> {
        let (x, y) = (
            Residue::canonical_vartime(x)?,
            Residue::canonical_vartime(y)?,
        );
        let right = (x.square() + Residue::constant(&C::A)) * x + Residue::constant(&C::B);
        if !y.square().equals_vartime(right) {
            return None;
        }
        let point = Self { x, y };
        // A cofactor of 1 has no other subgroup. Otherwise q·Q = O decides, after the points that
        // the twisted Edwards form cannot write down: they are of order 2 or 4.
        if C::COFACTOR != 1 {
            let lifted = C::Public::lift_vartime(&point)?;
            let order = <C::Scalars as Modulus<L>>::VALUE;
            if !multiply_vartime::<C, L>(&order, &lifted).is_neutral_vartime() {
                return None;
            }
        }
        Some(point)
    }
}

/// Points in a projective form, under addition.
pub(crate) trait Group<C: Curve<L>, const L: usize>: Copy {
    /// A point with its denominators gone, which is cheaper to add and smaller to keep.
    type Affine: Copy;

    /// The neutral element.
    fn neutral() -> Self;
    /// The point in this form; none for the few of small order that it cannot write down.
    fn lift_vartime(point: &Point<C, L>) -> Option<Self>;
    fn double(&self) -> Self;
    /// Doubled this many times.
    fn double_times(&self, times: u32) -> Self {
        (0..times).fold(*self, |point, _| point.double())
    }
    fn add(&self, other: &Self) -> Self;
    fn add_affine(&self, other: &Self::Affine) -> Self;
    fn negate(&self) -> Self;
    fn negate_affine(affine: &Self::Affine) -> Self::Affine;
    /// What `to_affine` divides by; not zero for a point other than the neutral one.
    fn denominator(&self) -> Element<C, L>;
    /// The point, given `1 / denominator`.
    fn to_affine(&self, inverse: Element<C, L>) -> Self::Affine;
    /// Back to `x` and `y`; none for the neutral element and for what `lift_vartime` cannot lift.
    /// Only that shows in the time.
    fn to_point(&self) -> Option<Point<C, L>>;
    fn is_neutral_vartime(&self) -> bool;
    /// Whether the `x` of this point, modulo the order of the base point, is `r`.
    fn has_x_vartime(&self, r: &[u64; L]) -> bool;
}

/// Points that a secret may choose among: in the same time, whichever it chooses.
pub(crate) trait SecretGroup<C: Curve<L>, const L: usize>: Group<C, L> {
    fn select(a: &Self, b: &Self, choose_b: u64) -> Self;
    #[cfg_attr(
        not(feature = "std"),
        expect(dead_code, reason = "secrets meet affine points in tables only")
    )]
    fn select_affine(a: &Self::Affine, b: &Self::Affine, choose_b: u64) -> Self::Affine;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limbs;
    use crate::params::{ParamSet, on_curve};

    /// The base point lies on the curve and has the order `q`; the whole group, by Hasse's bound,
    /// has `cofactor·q` points and no other multiple of q.
    fn check<C: Curve<L>, const L: usize>() {
        let base = Point::<C, L>::base();
        assert!(Point::<C, L>::checked(&C::BASE.0, &C::BASE.1).is_some());
        let q = <C::Scalars as Modulus<L>>::VALUE;
        let lifted = C::Public::lift_vartime(&base).unwrap();
        assert!(multiply_vartime::<C, L>(&q, &lifted).is_neutral_vartime());
        let one_less = limbs::sub(&q, &Element::<C, L>::ONE.to_limbs()).0;
        let negative = multiply_base_secret::<C, L>(&one_less).to_point().unwrap();
        assert!(negative.x.equals_vartime(base.x));
        assert!((negative.y + base.y).is_zero_vartime());

        let p = <C::Field as Modulus<L>>::VALUE;
        let mut group = [0; L];
        for _ in 0..C::COFACTOR {
            group = limbs::add(&group, &q).0;
        }
        // Modulo 2^n, since the order of the group may lie just above it.
        let root = |difference: [u64; L]| difference[L / 2 + 1..].iter().all(|limb| *limb == 0);
        assert!(root(limbs::sub(&p, &group).0) || root(limbs::sub(&group, &p).0));
    }

    #[test]
    fn the_parameters_of_every_set_are_what_they_claim() {
        for set in ParamSet::ALL {
            on_curve!(set, check());
        }
    }

    /// All three ways to multiply agree, at the edges of the scalars too.
    fn agree<C: Curve<L>, const L: usize>() {
        let base = Point::<C, L>::base();
        let secret = C::Secret::lift_vartime(&base).unwrap();
        let public = C::Public::lift_vartime(&base).unwrap();
        let q = <C::Scalars as Modulus<L>>::VALUE;
        let small = |number: u64| {
            let mut limbs = [0; L];
            limbs[0] = number;
            limbs
        };
        let mut scalars = vec![
            limbs::sub(&q, &small(1)).0,
            limbs::sub(&q, &small(2)).0,
            [0x8888_8888_8888_8888; L],
        ];
        scalars.extend([1, 2, 3, 7, 8, 9, 15, 16, 17, 127, 128, 129, u64::MAX].map(small));
        for scalar in scalars {
            let expected = multiply_vartime::<C, L>(&scalar, &public)
                .to_point()
                .unwrap();
            let products = [
                multiply_secret::<C, L>(&scalar, &secret)
                    .to_point()
                    .unwrap(),
                multiply_base_secret::<C, L>(&scalar).to_point().unwrap(),
                // scalar·G + q·G, which is as much.
                multiply_two_vartime::<C, L>(&scalar, &q, &public)
                    .to_point()
                    .unwrap(),
                multiply_two_vartime::<C, L>(&q, &scalar, &public)
                    .to_point()
                    .unwrap(),
            ];
            for product in products {
                assert!(
                    product.x.equals_vartime(expected.x) && product.y.equals_vartime(expected.y)
                );
            }
        }
        assert!(
            multiply_secret::<C, L>(&[0; L], &secret)
                .to_point()
                .is_none()
        );
        assert!(multiply_base_secret::<C, L>(&[0; L]).to_point().is_none());
    }

    #[test]
    fn every_way_to_multiply_gives_the_same_point() {
        for set in ParamSet::ALL {
            on_curve!(set, agree());
        }
    }
}
