//! Short Weierstrass curves of prime order, in two projective forms.

use super::{Curve, Element, Group, Point, SecretGroup};
use crate::limbs;
use crate::residue::{Modulus, Residue};

/// Homogeneous coordinates, `x = X/Z`, `y = Y/Z`, with the complete addition of Renes, Costello and
/// Batina ("Complete addition formulas for prime order elliptic curves", 2016, algorithm 1): one
/// path for doubling, the neutral element and everything else.
#[derive(Clone, Copy)]
pub(crate) struct Homogeneous<C: Curve<L>, const L: usize> {
    x: Element<C, L>,
    y: Element<C, L>,
    z: Element<C, L>,
}

/// Jacobian coordinates, `x = X/Z²`, `y = Y/Z³`, with the quickest formulas known and a branch for
/// each exception. For public points.
#[derive(Clone, Copy)]
pub(crate) struct Jacobian<C: Curve<L>, const L: usize> {
    x: Element<C, L>,
    y: Element<C, L>,
    z: Element<C, L>,
}

/// Whether `A = −3`, as in every set but the standard's own examples.
const fn a_is_minus_three<C: Curve<L>, const L: usize>() -> bool {
    let mut three = [0; L];
    three[0] = 3;
    let expected = limbs::sub(&<C::Field as Modulus<L>>::VALUE, &three).0;
    let mut i = 0;
    while i < L {
        if expected[i] != C::A[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[inline(always)]
fn times_a<C: Curve<L>, const L: usize>(number: Element<C, L>) -> Element<C, L> {
    if const { a_is_minus_three::<C, L>() } {
        -number.triple()
    } else {
        number * const { Residue::constant(&C::A) }
    }
}

#[inline(always)]
fn times_three_b<C: Curve<L>, const L: usize>(number: Element<C, L>) -> Element<C, L> {
    (number * const { Residue::constant(&C::B) }).triple()
}

impl<C: Curve<L>, const L: usize> Homogeneous<C, L> {
    /// The common end of both additions: the products `x₁x₂`, `y₁y₂`, `z₁z₂` and the sums
    /// `x₁y₂ + x₂y₁`, `x₁z₂ + x₂z₁`, `y₁z₂ + y₂z₁`.
    #[inline(always)]
    fn combine([xx, yy, zz]: [Element<C, L>; 3], [xy, xz, yz]: [Element<C, L>; 3]) -> Self {
        let middle = times_three_b::<C, L>(zz) + times_a::<C, L>(xz);
        let (minus, plus) = (yy - middle, yy + middle);
        let a_zz = times_a::<C, L>(zz);
        let slope = xx.triple() + a_zz;
        let rest = times_three_b::<C, L>(xz) + times_a::<C, L>(xx - a_zz);
        Self {
            x: xy * minus - yz * rest,
            y: minus * plus + slope * rest,
            z: yz * plus + xy * slope,
        }
    }
}

impl<C: Curve<L>, const L: usize> Group<C, L> for Homogeneous<C, L> {
    type Affine = Point<C, L>;

    fn neutral() -> Self {
        Self {
            x: Residue::ZERO,
            y: Residue::ONE,
            z: Residue::ZERO,
        }
    }

    fn lift_vartime(point: &Point<C, L>) -> Option<Self> {
        Some(Self {
            x: point.x,
            y: point.y,
            z: Residue::ONE,
        })
    }

    fn double(&self) -> Self {
        self.add(self)
    }

    fn add(&self, other: &Self) -> Self {
        let (xx, yy, zz) = (self.x * other.x, self.y * other.y, self.z * other.z);
        let xy = (self.x + self.y) * (other.x + other.y) - xx - yy;
        let xz = (self.x + self.z) * (other.x + other.z) - xx - zz;
        let yz = (self.y + self.z) * (other.y + other.z) - yy - zz;
        Self::combine([xx, yy, zz], [xy, xz, yz])
    }

    fn add_affine(&self, other: &Point<C, L>) -> Self {
        let (xx, yy) = (self.x * other.x, self.y * other.y);
        let xy = (self.x + self.y) * (other.x + other.y) - xx - yy;
        let xz = self.x + self.z * other.x;
        let yz = self.y + self.z * other.y;
        Self::combine([xx, yy, self.z], [xy, xz, yz])
    }

    fn negate(&self) -> Self {
        Self {
            y: -self.y,
            ..*self
        }
    }

    fn negate_affine(affine: &Point<C, L>) -> Point<C, L> {
        Point {
            x: affine.x,
            y: -affine.y,
        }
    }

    fn denominator(&self) -> Element<C, L> {
        self.z
    }

    fn to_affine(&self, inverse: Element<C, L>) -> Point<C, L> {
        Point {
            x: self.x * inverse,
            y: self.y * inverse,
        }
    }

    fn to_point(&self) -> Option<Point<C, L>> {
        let point = self.to_affine(self.z.invert());
        (!self.z.is_zero_vartime()).then_some(point)
    }

    fn is_neutral_vartime(&self) -> bool {
        self.z.is_zero_vartime()
    }

    fn has_x_vartime(&self, r: &[u64; L]) -> bool {
        !self.z.is_zero_vartime()
            && candidates::<C, L>(r).any(|x| (x * self.z).equals_vartime(self.x))
    }
}

impl<C: Curve<L>, const L: usize> SecretGroup<C, L> for Homogeneous<C, L> {
    fn select(a: &Self, b: &Self, choose_b: u64) -> Self {
        Self {
            x: Residue::select(a.x, b.x, choose_b),
            y: Residue::select(a.y, b.y, choose_b),
            z: Residue::select(a.z, b.z, choose_b),
        }
    }

    fn select_affine(a: &Point<C, L>, b: &Point<C, L>, choose_b: u64) -> Point<C, L> {
        Point {
            x: Residue::select(a.x, b.x, choose_b),
            y: Residue::select(a.y, b.y, choose_b),
        }
    }
}

impl<C: Curve<L>, const L: usize> Group<C, L> for Jacobian<C, L> {
    type Affine = Point<C, L>;

    fn neutral() -> Self {
        Self {
            x: Residue::ONE,
            y: Residue::ONE,
            z: Residue::ZERO,
        }
    }

    fn lift_vartime(point: &Point<C, L>) -> Option<Self> {
        Some(Self {
            x: point.x,
            y: point.y,
            z: Residue::ONE,
        })
    }

    fn double(&self) -> Self {
        // Half of the usual Z: the tangent's slope is halved and no product needs doubling. Products
        // instead of squares of sums: they cost little more, an addition not nothing.
        let z_squared = self.z.square();
        let y_squared = self.y.square();
        let cross = self.x * y_squared;
        let thrice = if const { a_is_minus_three::<C, L>() } {
            let product = self.x.sub_vartime(z_squared) * self.x.add_vartime(z_squared);
            product.double_vartime().add_vartime(product)
        } else {
            self.x.square().triple() + times_a::<C, L>(z_squared.square())
        };
        let slope = thrice.halve();
        let x = slope.square().sub_vartime(cross.double_vartime());
        Self {
            x,
            y: (slope * cross.sub_vartime(x)).sub_vartime(y_squared.square()),
            z: self.y * self.z,
        }
    }

    fn add(&self, other: &Self) -> Self {
        if self.z.is_zero_vartime() {
            return *other;
        }
        if other.z.is_zero_vartime() {
            return *self;
        }
        let (z1, z2) = (self.z.square(), other.z.square());
        let (u1, u2) = (self.x * z2, other.x * z1);
        let (s1, s2) = (self.y * other.z * z2, other.y * self.z * z1);
        let scale = self.z * other.z;
        self.chord((u1, s1), (u2, s2), scale)
    }

    fn add_affine(&self, other: &Point<C, L>) -> Self {
        if self.z.is_zero_vartime() {
            return Self {
                x: other.x,
                y: other.y,
                z: Residue::ONE,
            };
        }
        let z1 = self.z.square();
        let (u2, s2) = (other.x * z1, other.y * self.z * z1);
        self.chord((self.x, self.y), (u2, s2), self.z)
    }

    fn negate(&self) -> Self {
        Self {
            y: -self.y,
            ..*self
        }
    }

    fn negate_affine(affine: &Point<C, L>) -> Point<C, L> {
        Point {
            x: affine.x,
            y: -affine.y,
        }
    }

    fn denominator(&self) -> Element<C, L> {
        self.z
    }

    fn to_affine(&self, inverse: Element<C, L>) -> Point<C, L> {
        let squared = inverse.square();
        Point {
            x: self.x * squared,
            y: self.y * squared * inverse,
        }
    }

    fn to_point(&self) -> Option<Point<C, L>> {
        (!self.z.is_zero_vartime()).then(|| self.to_affine(self.z.invert()))
    }

    fn is_neutral_vartime(&self) -> bool {
        self.z.is_zero_vartime()
    }

    fn has_x_vartime(&self, r: &[u64; L]) -> bool {
        let z_squared = self.z.square();
        !self.z.is_zero_vartime()
            && candidates::<C, L>(r).any(|x| (x * z_squared).equals_vartime(self.x))
    }
}

impl<C: Curve<L>, const L: usize> Jacobian<C, L> {
    /// The sum of two points brought to one denominator, as `(U, S)` each; `scale` is `Z₁·Z₂`.
    /// `self` is the first of them, should they turn out to be the same.
    #[inline(always)]
    fn chord(
        &self,
        (u1, s1): (Element<C, L>, Element<C, L>),
        (u2, s2): (Element<C, L>, Element<C, L>),
        scale: Element<C, L>,
    ) -> Self {
        let (width, height) = (u2.sub_vartime(u1), s2.sub_vartime(s1));
        if width.is_zero_vartime() {
            return if height.is_zero_vartime() {
                self.double()
            } else {
                Self::neutral()
            };
        }
        let squared = width.square();
        let cubed = width * squared;
        let v = u1 * squared;
        let x = height
            .square()
            .sub_vartime(cubed)
            .sub_vartime(v.double_vartime());
        Self {
            x,
            y: (height * v.sub_vartime(x)).sub_vartime(s1 * cubed),
            z: scale * width,
        }
    }
}

/// The values below the field's prime that are `r` modulo the order of the base point.
pub(super) fn candidates<C: Curve<L>, const L: usize>(
    r: &[u64; L],
) -> impl Iterator<Item = Element<C, L>> {
    let order = <C::Scalars as Modulus<L>>::VALUE;
    let mut next = Some(*r);
    core::iter::from_fn(move || {
        let current = next.take()?;
        let element = Residue::canonical_vartime(&current)?;
        let (sum, carry) = limbs::add(&current, &order);
        next = (carry == 0).then_some(sum);
        Some(element)
    })
}
