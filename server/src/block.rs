//! Groups addresses that count as one asker: an IPv4 address; of IPv6 the /64 of a household, and the /48 around it
//! that a provider gives to any customer on request. Owns these sizes. A block is never taken for a person.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The allowance of a /48, in shares of a /64: it has 65,536 of them and counts as a few.
pub const SITE: usize = 4;

/// The blocks around one address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// /32 or /64.
    pub near: IpAddr,
    /// /48. IPv4 has none: its addresses are too few for anyone to have many.
    pub site: Option<IpAddr>,
}

impl Block {
    /// The block of requests that came through no socket.
    pub const NOWHERE: Self = Self { near: IpAddr::V4(Ipv4Addr::UNSPECIFIED), site: None };

    /// Returns the blocks around an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => Self { near: prefix(v6, 64), site: Some(prefix(v6, 48)) },
            near => Self { near, site: None },
        }
    }
}

fn prefix(address: Ipv6Addr, bits: u32) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !(u128::MAX >> bits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_block_and_a_mapped_address_is_the_one_it_maps() {
        let at = |text: &str| Block::of(text.parse().unwrap());
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:1"));
        let (one, two) = (at("2001:db8:0:1::1"), at("2001:db8:0:2::1"));
        assert!(one.near != two.near && one.site == two.site && one.site.is_some());
        assert_ne!(at("2001:db8:1::1").site, at("2001:db8:2::1").site);
        assert_eq!(at("192.0.2.1"), at("::ffff:192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }
}
