//! X-Wing, in HPKE's registry MLKEM768-X25519 (`draft-ietf-hpke-pq`, `filippo.io/hpke-pq`): a secret that holds for as
//! long as either ML-KEM-768 or X25519 does.
//!
//! Owns the combination of the two and its spelling; both algorithms come from other crates. Implements the traits of
//! `hpke`.

use hpke::generic_array::typenum::{Sum, U32, U96, U192, U1024};
use hpke::kem::SharedSecret;
use hpke::{Deserializable, HpkeError, Serializable};
use ml_kem::kem::Decapsulate;
use ml_kem::{EncapsulateDeterministic, EncodedSizeUser, KemCore, MlKem768};
use rand_core::{CryptoRng, RngCore};
use sha3::digest::{ExtendableOutput, FixedOutput, Update, XofReader};
use sha3::{Sha3_256, Shake256};
use x25519_dalek::{PublicKey as Point, StaticSecret};
use zeroize::Zeroizing;

const LABEL: &[u8] = br"\.//^\";
/// Bytes of an encapsulation key of ML-KEM-768.
const KEY: usize = 1184;
/// Bytes of the key's numbers, of twelve bits each, below [`MODULUS`].
const NUMBERS: usize = 1152;
const MODULUS: u16 = 3329;
/// Bytes of a ciphertext of ML-KEM-768.
const CIPHERTEXT: usize = 1088;

type Encapsulation = <MlKem768 as KemCore>::EncapsulationKey;
type Decapsulation = <MlKem768 as KemCore>::DecapsulationKey;

/// The KEM.
pub(crate) struct XWing;

/// The public key, 1,216 bytes: the key of ML-KEM, then the point of X25519.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PublicKey {
    lattice: Encapsulation,
    point: Point,
}

/// The private key: 32 bytes, from which both secrets are derived.
#[derive(Clone)]
pub(crate) struct PrivateKey {
    seed: Zeroizing<[u8; 32]>,
    lattice: Decapsulation,
    scalar: StaticSecret,
}

/// The encapsulated key, 1,120 bytes: the ciphertext of ML-KEM, then the share of X25519.
#[derive(Clone)]
pub(crate) struct EncappedKey {
    lattice: ml_kem::Ciphertext<MlKem768>,
    share: Point,
}

impl PrivateKey {
    pub(crate) fn from_seed(seed: Zeroizing<[u8; 32]>) -> Self {
        let mut stream = Shake256::default().chain(seed.as_slice()).finalize_xof();
        let (mut d, mut z, mut scalar) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        for part in [&mut d, &mut z, &mut scalar] {
            stream.read(part.as_mut_slice());
        }
        let (lattice, _) = MlKem768::generate_deterministic(&(*d).into(), &(*z).into());
        Self { seed, lattice, scalar: StaticSecret::from(*scalar) }
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey { lattice: self.lattice.encapsulation_key().clone(), point: Point::from(&self.scalar) }
    }
}

impl hpke::Kem for XWing {
    type PublicKey = PublicKey;
    type PrivateKey = PrivateKey;
    type EncappedKey = EncappedKey;
    type NSecret = U32;
    const KEM_ID: u16 = 0x647a;

    fn sk_to_pk(secret: &PrivateKey) -> PublicKey {
        secret.public()
    }

    fn derive_keypair(material: &[u8]) -> (PrivateKey, PublicKey) {
        let mut seed = Zeroizing::new([0; 32]);
        let stream = Shake256::default().chain(material).chain(b"HPKE-v1KEM").chain(Self::KEM_ID.to_be_bytes());
        let stream = stream.chain(b"\x00\x0dDeriveKeyPair\x00\x20");
        stream.finalize_xof_into(seed.as_mut_slice());
        let secret = PrivateKey::from_seed(seed);
        let public = secret.public();
        (secret, public)
    }

    fn decap(
        secret: &PrivateKey,
        sender: Option<&PublicKey>,
        enc: &EncappedKey,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        let shared = secret.scalar.diffie_hellman(&enc.share);
        // A share of small order gives zero with every secret.
        if sender.is_some() || !shared.was_contributory() {
            return Err(HpkeError::DecapError);
        }
        let lattice = secret.lattice.decapsulate(&enc.lattice).map_err(|()| HpkeError::DecapError)?;
        Ok(combine(&lattice, shared.as_bytes(), &enc.share, &Point::from(&secret.scalar)))
    }

    fn encap<R: CryptoRng + RngCore>(
        recipient: &PublicKey,
        sender: Option<(&PrivateKey, &PublicKey)>,
        chance: &mut R,
    ) -> Result<(SharedSecret<Self>, EncappedKey), HpkeError> {
        let (mut m, mut once) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        chance.fill_bytes(m.as_mut_slice());
        chance.fill_bytes(once.as_mut_slice());
        let once = StaticSecret::from(*once);
        let shared = once.diffie_hellman(&recipient.point);
        if sender.is_some() || !shared.was_contributory() {
            return Err(HpkeError::EncapError);
        }
        let encapsulated = recipient.lattice.encapsulate_deterministic(&(*m).into());
        let (ciphertext, lattice) = encapsulated.map_err(|()| HpkeError::EncapError)?;
        let share = Point::from(&once);
        let secret = combine(&lattice, shared.as_bytes(), &share, &recipient.point);
        Ok((secret, EncappedKey { lattice: ciphertext, share }))
    }
}

fn combine(lattice: &[u8], shared: &[u8], share: &Point, recipient: &Point) -> SharedSecret<XWing> {
    let hash = Sha3_256::default().chain(lattice).chain(shared).chain(share).chain(recipient).chain(LABEL);
    SharedSecret(hash.finalize_fixed())
}

/// Splits bytes of this total length into the two halves. Errors for another length.
fn halves<const N: usize>(bytes: &[u8], all: usize) -> Result<([u8; N], Point), HpkeError> {
    let wrong = HpkeError::IncorrectInputLength(all, bytes.len());
    let (lattice, point) = bytes.split_first_chunk::<N>().ok_or(wrong)?;
    let point: [u8; 32] = point.try_into().map_err(|_| HpkeError::IncorrectInputLength(all, bytes.len()))?;
    Ok((*lattice, Point::from(point)))
}

fn write_halves(buffer: &mut [u8], lattice: &[u8], point: &Point) {
    for (to, from) in buffer.iter_mut().zip(lattice.iter().chain(point.as_bytes())) {
        *to = *from;
    }
}

impl Deserializable for PublicKey {
    fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
        let (lattice, point) = halves::<KEY>(bytes, 1216)?;
        // FIPS 203, 7.2: a number from the modulus up is another spelling of a smaller one, and no key has it.
        let numbers = lattice.get(..NUMBERS).unwrap_or_default().as_chunks::<3>().0.iter();
        let [low, high] = [
            |[a, b, _]: &[u8; 3]| u16::from(*a) | u16::from(b & 15) << 8,
            |[_, b, c]: &[u8; 3]| u16::from(b >> 4) | u16::from(*c) << 4,
        ];
        if numbers.clone().any(|three| low(three) >= MODULUS || high(three) >= MODULUS) {
            return Err(HpkeError::ValidationError);
        }
        // Sealing to a point of small order is impossible; the test works with any secret.
        if !StaticSecret::from([1; 32]).diffie_hellman(&point).was_contributory() {
            return Err(HpkeError::ValidationError);
        }
        Ok(Self { lattice: Encapsulation::from_bytes(&lattice.into()), point })
    }
}

impl Serializable for PublicKey {
    type OutputSize = Sum<U1024, U192>;

    fn write_exact(&self, buffer: &mut [u8]) {
        write_halves(buffer, &self.lattice.as_bytes(), &self.point);
    }
}

impl Eq for PublicKey {}

impl Deserializable for PrivateKey {
    fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
        let seed = bytes.try_into().map_err(|_| HpkeError::IncorrectInputLength(32, bytes.len()))?;
        Ok(Self::from_seed(Zeroizing::new(seed)))
    }
}

impl Serializable for PrivateKey {
    type OutputSize = U32;

    fn write_exact(&self, buffer: &mut [u8]) {
        buffer.copy_from_slice(self.seed.as_slice());
    }
}

impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        // Compares public keys, so that timing reveals no bit of a secret.
        self.public() == other.public()
    }
}

impl Eq for PrivateKey {}

impl Deserializable for EncappedKey {
    fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
        let (lattice, share) = halves::<CIPHERTEXT>(bytes, 1120)?;
        Ok(Self { lattice: lattice.into(), share })
    }
}

impl Serializable for EncappedKey {
    type OutputSize = Sum<U1024, U96>;

    fn write_exact(&self, buffer: &mut [u8]) {
        write_halves(buffer, &self.lattice, &self.share);
    }
}

#[cfg(test)]
mod tests {
    use hpke::Kem;

    use super::*;

    #[test]
    fn a_key_pair_is_derived_as_hpke_0_15_derives_it() {
        let (secret, public) = XWing::derive_keypair(&[7; 32]);
        assert_eq!(hex::encode(secret.seed()), "33cb03c8334474d6af395b4f7c13cefd0d57c080492cc310da74bae0c808b263");
        assert!(hex::encode(public.to_bytes()).starts_with("7d9cbc1305c3b9e5"));
    }

    #[test]
    fn a_key_of_small_order_or_with_numbers_above_the_modulus_is_refused() {
        let good = PrivateKey::from_seed(Zeroizing::new([1; 32])).public().to_bytes().to_vec();
        assert!(PublicKey::from_bytes(&good).is_ok());
        for at in [0, 600, NUMBERS - 3] {
            for three in [[0x01, 0x0d, 0x00], [0x00, 0x10, 0xd0]] {
                let mut wrong = good.clone();
                wrong[at..at + 3].copy_from_slice(&three);
                assert!(PublicKey::from_bytes(&wrong).is_err(), "{at} {three:?}");
            }
        }
        let mut small = good.clone();
        small[KEY..].fill(0);
        assert!(PublicKey::from_bytes(&small).is_err());
    }
}
